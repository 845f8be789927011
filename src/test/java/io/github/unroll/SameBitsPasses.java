package io.github.unroll;

import io.github.unroll.train.Adam;
import io.github.unroll.train.Optimizer;
import io.github.unroll.train.OptimizerState;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.BiFunction;

/** Two ways to the same bits: the sequences, and the loop over cells with sums kept as the documentation says. */
interface SameBitsPasses {

    int STEPS = 3;
    Optimizer ADAM = new Adam(0.1);
    Loss LOSS = Loss.softmaxCrossEntropy(Reduction.MEAN);

    /** Everything that three training steps of an RNN compute. */
    List<Matrix> rnn(int[] size);

    /** Everything that three training steps of an LSTM compute. */
    List<Matrix> lstm(int[] size);

    /**
     * Three steps of Adam.
     *
     * @param gradient of the parameters that it is given; what else it computes on the way it adds to the list
     * @return all that was computed: of each step what {@code gradient} adds and its value, then the parameters
     */
    static <P extends Parameters<P>> List<Matrix> train(P first, BiFunction<P, List<Matrix>, P> gradient) {
        List<Matrix> all = new ArrayList<>();
        OptimizerState<P> state = ADAM.start(first);
        for (int step = 0; step < STEPS; step++) {
            P d = gradient.apply(state.parameters(), all);
            all.addAll(d.named().values());
            state = ADAM.step(state, d, ADAM.rate());
        }
        all.addAll(state.parameters().named().values());
        return all;
    }

    /** As a user would. */
    final class Sequences implements SameBitsPasses {

        @Override
        public List<Matrix> rnn(int[] size) {
            SameBits.Inputs in = new SameBits.Inputs(size);
            return train(in.rnn, (parameters, all) -> {
                RnnForward forward = new RnnSequence(new RnnCell()).forward(in.x, in.a0, parameters);
                RnnGradients d = Bptt.backward(LOSS, in.targets, forward);
                all.addAll(forward.a());
                all.addAll(forward.yPred());
                all.add(Matrix.ofColumn(d.loss()));
                all.addAll(d.dx());
                all.add(d.da0());
                return d.parameters();
            });
        }

        @Override
        public List<Matrix> lstm(int[] size) {
            SameBits.Inputs in = new SameBits.Inputs(size);
            return train(in.lstm, (parameters, all) -> {
                LstmForward forward = LstmSequence.forward(in.x, in.a0, in.c0, parameters);
                LstmGradients d = LstmBptt.backward(LOSS, in.targets, forward);
                all.addAll(forward.a());
                all.addAll(forward.c());
                all.addAll(forward.yPred());
                all.add(Matrix.ofColumn(d.loss()));
                all.addAll(d.dx());
                all.add(d.da0());
                all.add(d.dc0());
                return d.parameters();
            });
        }
    }

    /** Step by step; nothing is batched over time. */
    final class Cells implements SameBitsPasses {

        private final boolean fromTheFirstStep; // sums of gradients, against the documentation

        Cells(boolean fromTheFirstStep) {
            this.fromTheFirstStep = fromTheFirstStep;
        }

        @Override
        public List<Matrix> rnn(int[] size) {
            SameBits.Inputs in = new SameBits.Inputs(size);
            return train(in.rnn, (p, all) -> {
                List<RnnStep> steps = new ArrayList<>();
                Matrix a = in.a0;
                for (Matrix xt : in.x) {
                    steps.add(new RnnCell().forward(xt, a, p));
                    a = steps.get(steps.size() - 1).aNext();
                }
                Matrix[] dx = new Matrix[in.x.size()];
                Matrix carry = Matrix.zeros(p.nA(), a.columns());
                Head head = new Head(p.Wya(), p.by(), in.targets);
                Sums sums = new Sums(p.nA(), p.nX());
                for (int t = dx.length - 1; t >= 0; t--) {
                    RnnCache cache = steps.get(t).cache();
                    Matrix daNext = head.backward(t, cache.aNext(), steps.get(t).ytPred())
                            .plus(carry);
                    RnnCellGradients d = new RnnCell().backward(daNext, cache);
                    dx[t] = d.dxt();
                    carry = d.daPrev();
                    Matrix dz = daNext.copy();
                    Activation.TANH.multiplyBySlope(dz, cache.aNext());
                    sums.add(dz, cache.xt(), cache.aPrev());
                }
                steps.forEach(s -> all.add(s.aNext()));
                steps.forEach(s -> all.add(s.ytPred()));
                all.add(Matrix.ofColumn(head.loss()));
                all.addAll(List.of(dx));
                all.add(carry);
                sums.sum(fromTheFirstStep);
                RnnParameters d = new RnnParameters(sums.dWx, sums.dWa, head.dWy, sums.db, head.dby);
                return d;
            });
        }

        @Override
        public List<Matrix> lstm(int[] size) {
            SameBits.Inputs in = new SameBits.Inputs(size);
            return train(in.lstm, (p, all) -> {
                List<LstmStep> steps = new ArrayList<>();
                Matrix a = in.a0;
                Matrix c = in.c0;
                for (Matrix xt : in.x) {
                    steps.add(LstmCell.forward(xt, a, c, p));
                    a = steps.get(steps.size() - 1).aNext();
                    c = steps.get(steps.size() - 1).cNext();
                }
                Matrix[] dx = new Matrix[in.x.size()];
                Matrix daCarry = Matrix.zeros(p.nA(), a.columns());
                Matrix dcCarry = daCarry;
                Head head = new Head(p.Wy(), p.by(), in.targets);
                List<Sums> sums = new ArrayList<>();
                for (int g = 0; g < 4; g++) {
                    sums.add(new Sums(p.nA(), p.nX()));
                }
                for (int t = dx.length - 1; t >= 0; t--) {
                    LstmCache cache = steps.get(t).cache();
                    Matrix daNext = head.backward(t, cache.aNext(), steps.get(t).ytPred())
                            .plus(daCarry);
                    LstmGates.Gradients z = cache.gates().backward(daNext, dcCarry, cache.cPrev());
                    List<Matrix> dz = z.dz();
                    for (int g = 0; g < 4; g++) {
                        sums.get(g).add(dz.get(g), cache.xt(), cache.aPrev());
                    }
                    LstmCellGradients d = LstmCell.backward(daNext, dcCarry, cache);
                    dx[t] = d.dxt();
                    daCarry = d.daPrev();
                    dcCarry = d.dcPrev();
                }
                steps.forEach(s -> all.add(s.aNext()));
                steps.forEach(s -> all.add(s.cNext()));
                steps.forEach(s -> all.add(s.ytPred()));
                all.add(Matrix.ofColumn(head.loss()));
                all.addAll(List.of(dx));
                all.add(daCarry);
                all.add(dcCarry);
                List<Affine> gates = new ArrayList<>();
                sums.forEach(s -> s.sum(fromTheFirstStep));
                sums.forEach(s -> gates.add(new Affine(s.dWx, s.dWa, s.db)));
                LstmParameters d = LstmParameters.of(gates, new OutputLayer(head.dWy, head.dby));
                return d;
            });
        }
    }

    /** The gradients of one affine part, summed from the last step to the first, or the other way round. */
    final class Sums {

        private final List<Runnable> steps = new ArrayList<>(); // in the order in which they are added
        private final Workspace workspace = Workspace.once();

        final Matrix dWx;
        final Matrix dWa;
        final Matrix db;

        Sums(int nA, int nX) {
            dWx = Matrix.zeros(nA, nX);
            dWa = Matrix.zeros(nA, nA);
            db = Matrix.zeros(nA, 1);
        }

        void add(Matrix dz, Matrix xt, Matrix aPrev) {
            steps.add(() -> {
                dWx.addProductTransposed(dz, xt, workspace);
                dWa.addProductTransposed(dz, aPrev, workspace);
                db.addColumns(dz);
            });
        }

        void sum(boolean fromTheFirstStep) {
            if (fromTheFirstStep) {
                Collections.reverse(steps);
            }
            steps.forEach(Runnable::run);
        }
    }

    /** The output layer and softmax cross-entropy, mean, step by step from the last. */
    final class Head {

        final Matrix dWy;
        final Matrix dby;

        private final Matrix Wy;
        private final Matrix by;
        private final List<Matrix> targets;
        private double sum;

        Head(Matrix Wy, Matrix by, List<Matrix> targets) {
            this.Wy = Wy;
            this.by = by;
            this.targets = targets;
            dWy = Matrix.zeros(Wy.rows(), Wy.columns());
            dby = Matrix.zeros(by.rows(), 1);
        }

        /** da of step t. */
        Matrix backward(int t, Matrix a, Matrix y) {
            Matrix logits = new OutputLayer(Wy, by).logits(a, Workspace.once());
            Matrix target = targets.get(t);
            double weight = 1.0 / (targets.size() * a.columns());
            Matrix dLogits = y.minus(target).times(weight);
            for (int j = 0; j < a.columns(); j++) {
                sum += Loss.Kind.SOFTMAX_CROSS_ENTROPY.value(logits.values()[j], y.values()[j], target.values()[j]);
            }
            dWy.addProductTransposed(dLogits, a, Workspace.once());
            dby.addColumns(dLogits);
            return Wy.transpose().times(dLogits);
        }

        double loss() {
            return sum / (targets.size() * targets.get(0).columns());
        }
    }
}
