package io.github.unroll;

/**
 * Loops on matrices stored as their columns, {@code double[columns][rows]}: no checks, no model types.
 *
 * <p>Every element of a product is one chain of {@code Math.fma} over the ascending inner index, begun with the element's
 * incoming value, whichever kernel computes it; so no choice of blocks can change a bit of a result.
 */
final class Kernels {

    private static final int TILE = 16; // rows and columns of a square that transpose() turns at a time

    private Kernels() {}

    /** C += A B, with c: (p, n), a: (p, q), b: (q, n). */
    static void addProduct(double[][] c, double[][] a, double[][] b) {
        int q = a.length;
        int k = 0;
        for (; k + 6 <= q; k += 6) {
            for (int j = 0; j < c.length; j++) {
                double[] bj = b[j];
                add6(c[j], a, k, bj[k], bj[k + 1], bj[k + 2], bj[k + 3], bj[k + 4], bj[k + 5]);
            }
        }
        for (; k < q; k++) {
            for (int j = 0; j < c.length; j++) {
                add1(c[j], a[k], b[j][k]);
            }
        }
    }

    /** C += A B', with c: (p, q), a: (p, n), b: (q, n). */
    static void addProductTransposed(double[][] c, double[][] a, double[][] b) {
        int n = a.length;
        int j = 0;
        for (; j + 6 <= n; j += 6) {
            double[] b0 = b[j], b1 = b[j + 1], b2 = b[j + 2], b3 = b[j + 3], b4 = b[j + 4], b5 = b[j + 5];
            for (int k = 0; k < c.length; k++) {
                add6(c[k], a, j, b0[k], b1[k], b2[k], b3[k], b4[k], b5[k]);
            }
        }
        for (; j < n; j++) {
            for (int k = 0; k < c.length; k++) {
                add1(c[k], a[j], b[j][k]);
            }
        }
    }

    /** A' of a: (p, q), by squares small enough that both sides stay in the first-level cache. */
    static double[][] transpose(double[][] a) {
        int columns = a.length, rows = columns == 0 ? 0 : a[0].length;
        double[][] t = new double[rows][columns];
        for (int i0 = 0; i0 < rows; i0 += TILE) {
            int iEnd = Math.min(i0 + TILE, rows);
            for (int j0 = 0; j0 < columns; j0 += TILE) {
                int jEnd = Math.min(j0 + TILE, columns);
                for (int i = i0; i < iEnd; i++) {
                    double[] ti = t[i];
                    for (int j = j0; j < jEnd; j++) {
                        ti[j] = a[j][i];
                    }
                }
            }
        }
        return t;
    }

    /** c += a[0], then a[1], ...: the sum of the columns in ascending order. */
    static void addColumns(double[] c, double[][] a) {
        for (double[] aj : a) {
            for (int i = 0; i < c.length; i++) {
                c[i] += aj[i];
            }
        }
    }

    // c += a[k] b0 + ... + a[k+5] b5, added in this order
    private static void add6(
            double[] c, double[][] a, int k, double b0, double b1, double b2, double b3, double b4, double b5) {
        double[] a0 = a[k], a1 = a[k + 1], a2 = a[k + 2], a3 = a[k + 3], a4 = a[k + 4], a5 = a[k + 5];
        for (int i = 0; i < c.length; i++) {
            double s = Math.fma(a1[i], b1, Math.fma(a0[i], b0, c[i]));
            s = Math.fma(a3[i], b3, Math.fma(a2[i], b2, s));
            c[i] = Math.fma(a5[i], b5, Math.fma(a4[i], b4, s));
        }
    }

    // c += a b
    private static void add1(double[] c, double[] a, double b) {
        for (int i = 0; i < c.length; i++) {
            c[i] = Math.fma(a[i], b, c[i]);
        }
    }
}
