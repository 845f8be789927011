package io.github.unroll;

/**
 * The hidden activation g of {@code a<t> = g(z<t>)}. Its derivative is written in the output a, as in the notebook, so
 * that the backward pass needs no z.
 */
public enum Activation {
    /** {@code tanh(z)}, slope {@code 1 - a²}: the notebook's. */
    TANH {
        @Override
        void applyInPlace(Matrix z, Workspace workspace) {
            Elementary.tanh(z.values(), workspace.block());
        }

        @Override
        void multiplyBySlope(Matrix d, Matrix a) {
            Elementwise.multiplyByTanhSlope(d.values(), a.values());
        }
    },

    /** {@code max(z, 0)}, slope 1 where {@code a > 0} and 0 elsewhere, at the kink too. */
    RELU {
        @Override
        void applyInPlace(Matrix z, Workspace workspace) {
            Elementwise.relu(z.values());
        }

        @Override
        void multiplyBySlope(Matrix d, Matrix a) {
            Elementwise.multiplyByReluSlope(d.values(), a.values());
        }
    },

    /** {@code 1 / (1 + exp(-z))}, slope {@code a (1 - a)}. */
    SIGMOID {
        @Override
        void applyInPlace(Matrix z, Workspace workspace) {
            Elementary.sigmoid(z.values(), workspace.block());
        }

        @Override
        void multiplyBySlope(Matrix d, Matrix a) {
            Elementwise.multiplyBySigmoidSlope(d.values(), a.values());
        }
    },

    /** {@code z} itself, slope 1: a linear recurrence. */
    IDENTITY {
        @Override
        void applyInPlace(Matrix z, Workspace workspace) {}

        @Override
        void multiplyBySlope(Matrix d, Matrix a) {}
    };

    /** z = g(z), in place. */
    abstract void applyInPlace(Matrix z, Workspace workspace);

    /** d = g'(z) ⊙ d in place, with the slope written in a = g(z). */
    abstract void multiplyBySlope(Matrix d, Matrix a);
}
