package io.github.unroll.train;

import io.github.unroll.Matrix;
import io.github.unroll.Parameters;

/** Arithmetic on whole bundles of parameters or gradients. */
final class Bundles {

    private Bundles() {}

    /** The root of the sum of the squares of everything: the norm of the matrices' norms. */
    static double norm(Parameters<?> bundle) {
        double[] norms =
                bundle.named().values().stream().mapToDouble(Matrix::norm).toArray();
        return Matrix.ofColumn(norms).norm();
    }

    static boolean isFinite(Parameters<?> bundle) {
        for (Matrix matrix : bundle.named().values()) {
            // the norm of large finite values overflows: then 0 times each value tells, which is 0 or NaN
            if (!Double.isFinite(matrix.norm()) && matrix.map(v -> v * 0.0).norm() != 0) {
                return false;
            }
        }
        return true;
    }
}
