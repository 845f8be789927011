package io.github.unroll;

/** What turns the output layer's logits {@code Wya a<t> + by} into the prediction {@code y<t>}, column by column. */
public enum Output {
    /** Class probabilities: each column is {@code exp(z - max z)} over its sum. */
    SOFTMAX {
        @Override
        void applyInPlace(Matrix z, Workspace workspace) {
            Elementary.softmax(z.values(), workspace.block());
        }

        @Override
        void multiplyByJacobian(Matrix d, Matrix y) {
            Elementwise.multiplyBySoftmaxJacobian(d.values(), y.values());
        }
    },

    /** Independent probabilities: {@code 1 / (1 + exp(-z))} of each element. */
    SIGMOID {
        @Override
        void applyInPlace(Matrix z, Workspace workspace) {
            Elementary.sigmoid(z.values(), workspace.block());
        }

        @Override
        void multiplyByJacobian(Matrix d, Matrix y) {
            Elementwise.multiplyBySigmoidSlope(d.values(), y.values());
        }
    },

    /** The logits themselves, for regression. */
    IDENTITY {
        @Override
        void applyInPlace(Matrix z, Workspace workspace) {}

        @Override
        void multiplyByJacobian(Matrix d, Matrix y) {}
    };

    /** z = output(z), in place. */
    abstract void applyInPlace(Matrix z, Workspace workspace);

    /** d = J' d in place: the gradient at y becomes the gradient at the logits, the Jacobian J being written in y. */
    abstract void multiplyByJacobian(Matrix d, Matrix y);
}
