package io.github.unroll;

/**
 * Floor 0: what happens element by element between the products, in place on columns, {@code double[columns][rows]}. No
 * checks. Every loop indexes its arrays by one expression, so that the compiler vectorizes it; products and sums are
 * rounded as written (a fused multiply-add only where {@code Math.fma} stands), so the bits do not depend on that.
 */
final class Elementwise {

    private Elementwise() {}

    /** {@code c += b}. */
    static void add(double[][] c, double[][] b) {
        for (int j = 0; j < c.length; j++) {
            add(c[j], b[j]);
        }
    }

    /** {@code c += b}, one column. */
    static void add(double[] c, double[] b) {
        for (int i = 0; i < c.length; i++) {
            c[i] += b[i];
        }
    }

    /** {@code c *= b}, one column. */
    static void multiply(double[] c, double[] b) {
        for (int i = 0; i < c.length; i++) {
            c[i] *= b[i];
        }
    }

    /** {@code c += a b}, element by element, one column. */
    static void addProduct(double[] c, double[] a, double[] b) {
        for (int i = 0; i < c.length; i++) {
            c[i] = Math.fma(a[i], b[i], c[i]);
        }
    }

    /** {@code z = max(z, 0)}. */
    static void relu(double[][] z) {
        for (double[] column : z) {
            for (int i = 0; i < column.length; i++) {
                column[i] = Math.max(column[i], 0.0);
            }
        }
    }

    /** {@code d *= 1 - a²}, the slope of {@code a = tanh(z)}. */
    static void multiplyByTanhSlope(double[][] d, double[][] a) {
        for (int j = 0; j < d.length; j++) {
            tanhSlope(d[j], a[j]);
        }
    }

    private static void tanhSlope(double[] d, double[] a) {
        for (int i = 0; i < d.length; i++) {
            d[i] *= Math.fma(-a[i], a[i], 1.0);
        }
    }

    /** {@code d *= a (1 - a)}, the slope of {@code a = sigmoid(z)}. */
    static void multiplyBySigmoidSlope(double[][] d, double[][] a) {
        for (int j = 0; j < d.length; j++) {
            sigmoidSlope(d[j], a[j]);
        }
    }

    private static void sigmoidSlope(double[] d, double[] a) {
        for (int i = 0; i < d.length; i++) {
            d[i] *= a[i] * (1.0 - a[i]);
        }
    }

    /** {@code d = p q a (1 - a)}, one column: the gradient at z where {@code q a} with {@code a = sigmoid(z)} receives p. */
    static void sigmoidGradient(double[] d, double[] p, double[] q, double[] a) {
        for (int i = 0; i < d.length; i++) {
            d[i] = p[i] * q[i] * (a[i] * (1.0 - a[i]));
        }
    }

    /** {@code d = p q (1 - a²)}, one column: the same where {@code a = tanh(z)}. */
    static void tanhGradient(double[] d, double[] p, double[] q, double[] a) {
        for (int i = 0; i < d.length; i++) {
            d[i] = p[i] * q[i] * Math.fma(-a[i], a[i], 1.0);
        }
    }

    /** {@code d += p q (1 - a²)}, one column. */
    static void addTanhGradient(double[] d, double[] p, double[] q, double[] a) {
        for (int i = 0; i < d.length; i++) {
            d[i] += p[i] * q[i] * Math.fma(-a[i], a[i], 1.0);
        }
    }

    /** {@code d = 0 where a is 0}, the slope of {@code a = max(z, 0)}; 0 at the kink, and NaN where a is NaN. */
    static void multiplyByReluSlope(double[][] d, double[][] a) {
        for (int j = 0; j < d.length; j++) {
            for (int i = 0; i < d[j].length; i++) {
                double ai = a[j][i];
                d[j][i] = ai > 0.0 ? d[j][i] : ai <= 0.0 ? 0.0 : ai;
            }
        }
    }

    /** {@code d = y (d - sum of d y over the column)}, the transposed Jacobian of {@code y = softmax(z)}. */
    static void multiplyBySoftmaxJacobian(double[][] d, double[][] y) {
        for (int j = 0; j < d.length; j++) {
            double dot = 0;
            for (int i = 0; i < d[j].length; i++) {
                dot = Math.fma(d[j][i], y[j][i], dot);
            }
            for (int i = 0; i < d[j].length; i++) {
                d[j][i] = y[j][i] * (d[j][i] - dot);
            }
        }
    }
}
