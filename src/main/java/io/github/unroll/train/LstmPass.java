package io.github.unroll.train;

import io.github.unroll.Loss;
import io.github.unroll.LstmBptt;
import io.github.unroll.LstmForward;
import io.github.unroll.LstmGradients;
import io.github.unroll.LstmParameters;
import io.github.unroll.Targets;

/** A pass of an {@link LstmModel}. */
record LstmPass(LstmForward forward) implements Pass<LstmParameters> {

    @Override
    public State last() {
        int last = forward.a().size() - 1;
        return State.of(forward.a().get(last), forward.c().get(last));
    }

    @Override
    public LossGradient<LstmParameters> gradient(Loss loss, Targets targets) {
        LstmGradients gradients = LstmBptt.backward(loss, targets, forward);
        return new LossGradient<>(gradients.loss(), gradients.parameters());
    }
}
