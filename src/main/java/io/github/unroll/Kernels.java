package io.github.unroll;

final class Kernels {
    private static final int ROWS = 128, DEPTH = 258;
    private static final int TALL = 192;
    private static final int TILE = 16;

    private Kernels() {}

    static void addProduct(double[][] c, double[][] a, double[][] b) {
        add(c, a, b, false);
    }

    static void addProductTransposed(double[][] c, double[][] a, double[][] b) {
        add(c, a, b, true);
    }

    private static void add(double[][] c, double[][] a, double[][] b, boolean t) {
        int p = c.length == 0 ? 0 : c[0].length, q = a.length;
        if (p > TALL) {
            addTall(c, a, b, t);
        } else
            for (int k = 0; k < q; k += DEPTH) {
                int n = Math.min(q - k, DEPTH);
                if (t) addBlockTransposed(c, 0, c.length, 0, a, k, n, b, k, p);
                else addBlock(c, 0, c.length, 0, a, k, n, b, k, p);
            }
    }

    private static void addTall(double[][] c, double[][] a, double[][] b, boolean t) {
        int p = c[0].length, q = a.length, d = Math.min(q, DEPTH);
        int blocks = (p + ROWS - 1) / ROWS, rows = (p + blocks - 1) / blocks;
        double[][] work = new double[d + 3][((rows + 1) & -8) + 6];
        double[][] aw = java.util.Arrays.copyOf(work, d), cw = java.util.Arrays.copyOfRange(work, d, d + 3);
        for (int k = 0; k < q; k += d) {
            int n = Math.min(d, q - k);
            for (int i = 0; i < p; i += rows) {
                int r = Math.min(rows, p - i);
                for (int x = 0; x < n; x++) System.arraycopy(a[k + x], i, aw[x], 0, r);
                for (int j = 0; j < c.length; j += 3) {
                    int m = Math.min(3, c.length - j);
                    for (int x = 0; x < m; x++) System.arraycopy(c[j + x], i, cw[x], 0, r);
                    if (t) addBlockTransposed(cw, 0, m, j, aw, 0, n, b, k, r);
                    else addBlock(cw, 0, m, j, aw, 0, n, b, k, r);
                    for (int x = 0; x < m; x++) System.arraycopy(cw[x], 0, c[j + x], i, r);
                }
            }
        }
    }

    private static void addBlock(
            double[][] c, int j, int jEnd, int jb, double[][] a, int kFrom, int n, double[][] b, int kb, int rows) {
        int kEnd = kFrom + n, h = kb - kFrom;
        for (; j + 3 <= jEnd; j += 3) {
            double[] b0 = b[jb + j], b1 = b[jb + j + 1], b2 = b[jb + j + 2];
            int k = kFrom;
            for (; k + 3 <= kEnd && k + 4 != kEnd; k += 3) {
                add3x3(
                        c,
                        j,
                        a,
                        k,
                        rows,
                        b0[h + k],
                        b0[h + k + 1],
                        b0[h + k + 2],
                        b1[h + k],
                        b1[h + k + 1],
                        b1[h + k + 2],
                        b2[h + k],
                        b2[h + k + 1],
                        b2[h + k + 2]);
            }
            for (; k + 2 <= kEnd; k += 2) {
                add3x2(c, j, a, k, rows, b0[h + k], b0[h + k + 1], b1[h + k], b1[h + k + 1], b2[h + k], b2[h + k + 1]);
            }
            if (k < kEnd) {
                add1(c[j], a[k], b0[h + k], rows);
                add1(c[j + 1], a[k], b1[h + k], rows);
                add1(c[j + 2], a[k], b2[h + k], rows);
            }
        }
        for (; j < jEnd; j++) {
            double[] bj = b[jb + j];
            int k = kFrom;
            for (; k + 4 <= kEnd; k += 4) {
                add1x4(c[j], a, k, rows, bj[h + k], bj[h + k + 1], bj[h + k + 2], bj[h + k + 3]);
            }
            for (; k < kEnd; k++) {
                add1(c[j], a[k], bj[h + k], rows);
            }
        }
    }

    private static void addBlockTransposed(
            double[][] c, int j, int jEnd, int jb, double[][] a, int kFrom, int n, double[][] b, int kb, int rows) {
        int kEnd = kFrom + n, h = kb - kFrom;
        for (; j + 3 <= jEnd; j += 3) {
            int k = kFrom;
            for (; k + 3 <= kEnd && k + 4 != kEnd; k += 3) {
                double[] b0 = b[h + k], b1 = b[h + k + 1], b2 = b[h + k + 2];
                add3x3(
                        c,
                        j,
                        a,
                        k,
                        rows,
                        b0[jb + j],
                        b1[jb + j],
                        b2[jb + j],
                        b0[jb + j + 1],
                        b1[jb + j + 1],
                        b2[jb + j + 1],
                        b0[jb + j + 2],
                        b1[jb + j + 2],
                        b2[jb + j + 2]);
            }
            for (; k + 2 <= kEnd; k += 2) {
                double[] b0 = b[h + k], b1 = b[h + k + 1];
                add3x2(
                        c,
                        j,
                        a,
                        k,
                        rows,
                        b0[jb + j],
                        b1[jb + j],
                        b0[jb + j + 1],
                        b1[jb + j + 1],
                        b0[jb + j + 2],
                        b1[jb + j + 2]);
            }
            if (k < kEnd) {
                add1(c[j], a[k], b[h + k][jb + j], rows);
                add1(c[j + 1], a[k], b[h + k][jb + j + 1], rows);
                add1(c[j + 2], a[k], b[h + k][jb + j + 2], rows);
            }
        }
        for (; j < jEnd; j++) {
            int k = kFrom;
            for (; k + 4 <= kEnd; k += 4) {
                add1x4(
                        c[j],
                        a,
                        k,
                        rows,
                        b[h + k][jb + j],
                        b[h + k + 1][jb + j],
                        b[h + k + 2][jb + j],
                        b[h + k + 3][jb + j]);
            }
            for (; k < kEnd; k++) {
                add1(c[j], a[k], b[h + k][jb + j], rows);
            }
        }
    }

    /** {@code new double[columns][rows]}, which the compiler hands to a slow general routine: a loop costs a third. */
    static double[][] zeros(int rows, int columns) {
        double[][] zeros = new double[columns][];
        for (int j = 0; j < columns; j++) {
            zeros[j] = new double[rows];
        }
        return zeros;
    }

    static double[][] transpose(double[][] a) {
        int columns = a.length, rows = columns == 0 ? 0 : a[0].length;
        double[][] t = zeros(columns, rows);
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

    static void addColumns(double[] c, double[][] a) {
        for (double[] aj : a) {
            for (int i = 0; i < c.length; i++) {
                c[i] += aj[i];
            }
        }
    }

    private static void add3x3(
            double[][] c,
            int j,
            double[][] a,
            int k,
            int rows,
            double s0,
            double s1,
            double s2,
            double t0,
            double t1,
            double t2,
            double u0,
            double u1,
            double u2) {
        double[] c0 = c[j], c1 = c[j + 1], c2 = c[j + 2], a0 = a[k], a1 = a[k + 1], a2 = a[k + 2];
        for (int i = 0; i < rows; i++) {
            double x0 = a0[i], x1 = a1[i], x2 = a2[i];
            c0[i] = Math.fma(x2, s2, Math.fma(x1, s1, Math.fma(x0, s0, c0[i])));
            c1[i] = Math.fma(x2, t2, Math.fma(x1, t1, Math.fma(x0, t0, c1[i])));
            c2[i] = Math.fma(x2, u2, Math.fma(x1, u1, Math.fma(x0, u0, c2[i])));
        }
    }

    private static void add3x2(
            double[][] c,
            int j,
            double[][] a,
            int k,
            int rows,
            double s0,
            double s1,
            double t0,
            double t1,
            double u0,
            double u1) {
        double[] c0 = c[j], c1 = c[j + 1], c2 = c[j + 2], a0 = a[k], a1 = a[k + 1];
        for (int i = 0; i < rows; i++) {
            double x0 = a0[i], x1 = a1[i];
            c0[i] = Math.fma(x1, s1, Math.fma(x0, s0, c0[i]));
            c1[i] = Math.fma(x1, t1, Math.fma(x0, t0, c1[i]));
            c2[i] = Math.fma(x1, u1, Math.fma(x0, u0, c2[i]));
        }
    }

    private static void add1x4(double[] c, double[][] a, int k, int rows, double b0, double b1, double b2, double b3) {
        double[] a0 = a[k], a1 = a[k + 1], a2 = a[k + 2], a3 = a[k + 3];
        for (int i = 0; i < rows; i++) {
            c[i] = Math.fma(a3[i], b3, Math.fma(a2[i], b2, Math.fma(a1[i], b1, Math.fma(a0[i], b0, c[i]))));
        }
    }

    // c += a b
    private static void add1(double[] c, double[] a, double b, int rows) {
        for (int i = 0; i < rows; i++) {
            c[i] = Math.fma(a[i], b, c[i]);
        }
    }
}
