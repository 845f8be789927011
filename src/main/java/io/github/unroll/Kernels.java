package io.github.unroll;

/**
 * Loops on matrices stored as their columns, {@code double[columns][rows]}: no checks, no model types.
 *
 * <p>Every element of a product is one chain of {@code Math.fma} over the ascending inner index, begun with the element's
 * incoming value, whichever kernel computes it; so no choice of blocks can change a bit of a result.
 *
 * <p>How a product runs fast on C2 (JDK 17 and 25, 64-byte vectors, peak 58.5 GFLOP/s):
 * <ul>
 * <li>The inner loop runs along the rows, with every array indexed by the same {@code i}, from 0: then C2 vectorizes it.
 *     Rejected: {@code i} from a parameter, 12 GFLOP/s on JDK 17 (never vectorized).
 * <li>Three columns of C take three columns of A a pass, {@link #add3x3}: nine multiplications for six loads, three stores.
 * <li>The inner index goes in runs of {@link #DEPTH}, so that the columns of A in use stay in the second-level cache.
 * <li>Columns longer than {@link #TALL} are cut into pieces of at most {@link #ROWS}, copied into a workspace: there C's three
 *     stay in the first-level cache and all columns have one alignment, which C2's scalar prologue then reaches for all at once.
 * </ul>
 *
 * <p>Rejected, GFLOP/s at 128 rows where the chosen form has 39 to 44 on JDK 17 and 32 to 42 on JDK 25: two columns by three or
 * four, 36 to 40 or 13 from run to run on JDK 17; two by five or six, 13 on 17; three by four and four by four, up to 46 on 25 and
 * 14 on 17; one loop shared by short and long rows, often not vectorized on 17. What C2 will vectorize is an observation, not a
 * rule: after any change measure several fresh JVMs of both.
 */
final class Kernels {

    /** Rows of a piece. Rejected: 128, 8% slower for C2's scalar iterations before and after the vectors. */
    private static final int ROWS = 256;

    /** Up to here columns are used where they are. */
    private static final int TALL = 256;

    /** A multiple of three. Rejected: 33 and 66 (C comes and goes too often), 258 (a workspace of 0.5 MB). */
    private static final int DEPTH = 129;

    /** Rows below which vectors do not pay. */
    private static final int SHORT = 16;

    /** Side of the squares that transpose() turns. */
    private static final int TILE = 16;

    private static final double[][] NO_WORKSPACE = {};

    private Kernels() {}

    /** C += A B, with c: (p, n), a: (p, q), b: (q, n). */
    static void addProduct(double[][] c, double[][] a, double[][] b) {
        add(c, a, b, false, workspace(c));
    }

    /** The same in a {@link #workspace} kept by the caller: for a product at every time step. */
    static void addProduct(double[][] c, double[][] a, double[][] b, double[][] workspace) {
        add(c, a, b, false, workspace);
    }

    /** C += A B', with c: (p, q), a: (p, n), b: (q, n). */
    static void addProductTransposed(double[][] c, double[][] a, double[][] b) {
        add(c, a, b, true, workspace(c));
    }

    /** Room for products into matrices with c's rows, one thread at a time: 277 KB at most, nothing unless c is tall. */
    static double[][] workspace(double[][] c) {
        int p = c.length == 0 ? 0 : c[0].length;
        // With 6 mod 8 elements an array takes a multiple of 64 bytes, header included, so the next one is aligned
        // alike.
        return p <= TALL ? NO_WORKSPACE : new double[3 + DEPTH][(piece(p) + 1 & -8) + 6];
    }

    /** {@code new double[columns][rows]}, which the compiler hands to a slow general routine: a loop takes less than half the time. */
    static double[][] zeros(int rows, int columns) {
        double[][] zeros = new double[columns][];
        for (int j = 0; j < columns; j++) {
            zeros[j] = new double[rows];
        }
        return zeros;
    }

    /** A' of a: (p, q), by squares of which both sides stay in the first-level cache. */
    static double[][] transpose(double[][] a) {
        int columns = a.length, rows = columns == 0 ? 0 : a[0].length;
        double[][] t = zeros(columns, rows);
        for (int i = 0; i < rows; i += TILE) {
            for (int j = 0; j < columns; j += TILE) {
                transposeSquare(t, a, i, Math.min(i + TILE, rows), j, Math.min(j + TILE, columns));
            }
        }
        return t;
    }

    private static void transposeSquare(double[][] t, double[][] a, int iFrom, int iTo, int jFrom, int jTo) {
        for (int i = iFrom; i < iTo; i++) {
            double[] ti = t[i];
            for (int j = jFrom; j < jTo; j++) {
                ti[j] = a[j][i];
            }
        }
    }

    /** c += a[0], then a[1], ...: the sum of the columns in ascending order. */
    static void addColumns(double[] c, double[][] a) {
        for (double[] aj : a) {
            for (int i = 0; i < c.length; i++) {
                c[i] += aj[i];
            }
        }
    }

    // ---- blocks: runs of the inner index k, pieces of the rows, three columns of C; a piece of A is copied once for
    // all of C

    private static void add(double[][] c, double[][] a, double[][] b, boolean transposed, double[][] workspace) {
        int p = c.length == 0 ? 0 : c[0].length, q = a.length;
        for (int k = 0; k < q; k += DEPTH) {
            int depth = Math.min(DEPTH, q - k);
            if (p > TALL) {
                addTall(c, a, b, k, depth, transposed, workspace);
            } else {
                for (int j = 0; j < c.length; j += 3) {
                    addRun(c, j, Math.min(3, c.length - j), a, k, b, k, j, depth, p, transposed);
                }
            }
        }
    }

    private static void addTall(
            double[][] c, double[][] a, double[][] b, int k, int depth, boolean transposed, double[][] w) {
        int p = c[0].length, piece = piece(p);
        for (int i = 0; i < p; i += piece) {
            int rows = Math.min(piece, p - i);
            for (int x = 0; x < depth; x++) {
                System.arraycopy(a[k + x], i, w[3 + x], 0, rows);
            }
            for (int j = 0; j < c.length; j += 3) {
                int width = Math.min(3, c.length - j);
                for (int x = 0; x < width; x++) {
                    System.arraycopy(c[j + x], i, w[x], 0, rows);
                }
                addRun(w, 0, width, w, 3, b, k, j, depth, rows, transposed);
                for (int x = 0; x < width; x++) {
                    System.arraycopy(w[x], 0, c[j + x], i, rows);
                }
            }
        }
    }

    // p rows cut into equal pieces
    private static int piece(int p) {
        int pieces = (p + ROWS - 1) / ROWS;
        return (p + pieces - 1) / pieces;
    }

    // c[jc .. jc + width) += sum over x < depth of a[ka + x] times row k + x of b's columns j .. (of b' if transposed)
    private static void addRun(
            double[][] c,
            int jc,
            int width,
            double[][] a,
            int ka,
            double[][] b,
            int k,
            int j,
            int depth,
            int rows,
            boolean transposed) {
        if (width == 3) {
            if (transposed) {
                addThreeTransposed(c, jc, a, ka, b, k, j, depth, rows);
            } else {
                addThree(c, jc, a, ka, b, k, j, depth, rows);
            }
        } else {
            for (int x = 0; x < width; x++) {
                if (transposed) {
                    addOneTransposed(c[jc + x], a, ka, b, k, j + x, depth, rows);
                } else {
                    addOne(c[jc + x], a, ka, b[j + x], k, depth, rows);
                }
            }
        }
    }

    // In threes; a remainder of one or two as two pairs or one, so that a single column remains only of a single one.
    private static void addThree(
            double[][] c, int jc, double[][] a, int ka, double[][] b, int k, int j, int depth, int rows) {
        double[] b0 = b[j], b1 = b[j + 1], b2 = b[j + 2];
        int end = k + depth;
        for (; k + 3 <= end && k + 4 != end; k += 3, ka += 3) {
            add3x3(
                    c, jc, a, ka, rows, b0[k], b0[k + 1], b0[k + 2], b1[k], b1[k + 1], b1[k + 2], b2[k], b2[k + 1],
                    b2[k + 2]);
        }
        for (; k + 2 <= end; k += 2, ka += 2) {
            add3x2(c, jc, a, ka, rows, b0[k], b0[k + 1], b1[k], b1[k + 1], b2[k], b2[k + 1]);
        }
        if (k < end) {
            add1x1(c[jc], a[ka], b0[k], rows);
            add1x1(c[jc + 1], a[ka], b1[k], rows);
            add1x1(c[jc + 2], a[ka], b2[k], rows);
        }
    }

    private static void addThreeTransposed(
            double[][] c, int jc, double[][] a, int ka, double[][] b, int k, int j, int depth, int rows) {
        int end = k + depth;
        for (; k + 3 <= end && k + 4 != end; k += 3, ka += 3) {
            double[] b0 = b[k], b1 = b[k + 1], b2 = b[k + 2];
            add3x3(
                    c, jc, a, ka, rows, b0[j], b1[j], b2[j], b0[j + 1], b1[j + 1], b2[j + 1], b0[j + 2], b1[j + 2],
                    b2[j + 2]);
        }
        for (; k + 2 <= end; k += 2, ka += 2) {
            double[] b0 = b[k], b1 = b[k + 1];
            add3x2(c, jc, a, ka, rows, b0[j], b1[j], b0[j + 1], b1[j + 1], b0[j + 2], b1[j + 2]);
        }
        if (k < end) {
            double[] bk = b[k];
            add1x1(c[jc], a[ka], bk[j], rows);
            add1x1(c[jc + 1], a[ka], bk[j + 1], rows);
            add1x1(c[jc + 2], a[ka], bk[j + 2], rows);
        }
    }

    private static void addOne(double[] c, double[][] a, int ka, double[] b, int k, int depth, int rows) {
        int end = k + depth;
        for (; k + 4 <= end; k += 4, ka += 4) {
            add1x4(c, a, ka, rows, b[k], b[k + 1], b[k + 2], b[k + 3]);
        }
        for (; k < end; k++, ka++) {
            add1x1(c, a[ka], b[k], rows);
        }
    }

    private static void addOneTransposed(
            double[] c, double[][] a, int ka, double[][] b, int k, int j, int depth, int rows) {
        int end = k + depth;
        for (; k + 4 <= end; k += 4, ka += 4) {
            add1x4(c, a, ka, rows, b[k][j], b[k + 1][j], b[k + 2][j], b[k + 3][j]);
        }
        for (; k < end; k++, ka++) {
            add1x1(c, a[ka], b[k][j], rows);
        }
    }

    // ---- kernels: the loop along the rows. Measured alone, 128 rows, where the arrays lie in the heap, on JDK 17 and
    // 25

    /**
     * (c0, c1, c2) += (a0, a1, a2) times a 3 x 3 block, s for c0, t for c1, u for c2: 39-44 GFLOP/s on both.
     *
     * <p>Longer than 325 bytecodes on purpose: C2 does not inline such a method. Compiled by itself it was vectorized in every
     * run; inlined into its callers JDK 17 vectorized it in some runs and not in others, 13 instead of 40. The short loop is
     * written apart for the same reason (C2 unrolls by the average trip count it saw), and so that it loads before it stores.
     *
     * <p>Rejected: 2 x 4 (17: 13 or 40, as chance has it; with t times x for x times t always 36-40, but inlined still not always),
     * 2 x 3 (13 or 36), 2 x 5 and wider, 3 x 4, 4 x 4 (46 on 25, never vectorized on 17: more than 60 nodes), columns of A interleaved in one
     * array at constant offsets (47 on 25, 14 on 17), the block read from b in here (never vectorized on 17).
     */
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
        if (rows < SHORT) {
            for (int i = 0; i < rows; i++) {
                double x0 = a0[i], x1 = a1[i], x2 = a2[i], y0 = c0[i], y1 = c1[i], y2 = c2[i];
                y0 = Math.fma(x0, s0, y0);
                y1 = Math.fma(x0, t0, y1);
                y2 = Math.fma(x0, u0, y2);
                y0 = Math.fma(x1, s1, y0);
                y1 = Math.fma(x1, t1, y1);
                y2 = Math.fma(x1, u1, y2);
                c0[i] = Math.fma(x2, s2, y0);
                c1[i] = Math.fma(x2, t2, y1);
                c2[i] = Math.fma(x2, u2, y2);
            }
        } else {
            for (int i = 0; i < rows; i++) {
                double x0 = a0[i], x1 = a1[i], x2 = a2[i];
                c0[i] = Math.fma(x2, s2, Math.fma(x1, s1, Math.fma(x0, s0, c0[i])));
                c1[i] = Math.fma(x2, t2, Math.fma(x1, t1, Math.fma(x0, t0, c1[i])));
                c2[i] = Math.fma(x2, u2, Math.fma(x1, u1, Math.fma(x0, u0, c2[i])));
            }
        }
    }

    // (c0, c1, c2) += (a0, a1) times a 2 x 3 block, for what three does not divide: 32-37 and 32-36
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

    // c += a0 s0 + a1 s1 + a2 s2 + a3 s3, for one column by itself: 24-30 and 23-28 (rejected: six at once, no faster)
    private static void add1x4(double[] c, double[][] a, int k, int rows, double s0, double s1, double s2, double s3) {
        double[] a0 = a[k], a1 = a[k + 1], a2 = a[k + 2], a3 = a[k + 3];
        for (int i = 0; i < rows; i++) {
            c[i] = Math.fma(a3[i], s3, Math.fma(a2[i], s2, Math.fma(a1[i], s1, Math.fma(a0[i], s0, c[i]))));
        }
    }

    // c += a s
    private static void add1x1(double[] c, double[] a, double s, int rows) {
        for (int i = 0; i < rows; i++) {
            c[i] = Math.fma(a[i], s, c[i]);
        }
    }
}
