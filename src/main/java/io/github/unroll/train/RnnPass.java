package io.github.unroll.train;

import io.github.unroll.Bptt;
import io.github.unroll.Loss;
import io.github.unroll.RnnForward;
import io.github.unroll.RnnGradients;
import io.github.unroll.RnnParameters;
import io.github.unroll.Targets;

/** A pass of an {@link RnnModel}. */
record RnnPass(RnnForward forward) implements Pass<RnnParameters> {

    @Override
    public State last() {
        return State.of(forward.a().get(forward.a().size() - 1));
    }

    @Override
    public LossGradient<RnnParameters> gradient(Loss loss, Targets targets) {
        RnnGradients gradients = Bptt.backward(loss, targets, forward);
        return new LossGradient<>(gradients.loss(), gradients.parameters());
    }
}
