package io.github.unroll;

/**
 * Loops on matrices stored as their columns, {@code double[columns][rows]}: no checks, no model types.
 *
 * <p>How a loop runs fast on C2 (JDK 17 and 25; figures of a Zen 4 processor with 64-byte vectors, peak 58.5 GFLOP/s):
 * <ul>
 * <li>It runs along the rows, with every array indexed by the same {@code i}, from 0: then C2 vectorizes it.
 *     Rejected: {@code i} from a parameter, 12 GFLOP/s on JDK 17 (never vectorized).
 * <li>Two columns of C take four columns of A a pass, {@link #add2x4}: eight multiplications for six loads, two stores.
 * <li>C2 takes 64-byte vectors where it has seen 24 rows a loop and more on average. With 32-byte ones 32 rows run up to a third
 *     faster, whole passes of 32 to 128 rows 0 to 8 % faster, 512 rows 10 % slower; plain Java cannot ask for either.
 * <li>Rejected for few rows: blocks of C held in registers over the whole inner index, as fast at 5 rows, half as fast at 10 to 16.
 * </ul>
 */
final class Kernels {

    /** Columns of a block that transpose() turns. */
    private static final int TURNED_COLUMNS = 16;

    /** Rows of it: so much of a column is read at once that memory comes ahead. */
    private static final int TURNED_ROWS = 64;

    private Kernels() {}

    /** {@code new double[columns][rows]}, which the compiler hands to a slow general routine: a loop takes less than half the time. */
    static double[][] zeros(int rows, int columns) {
        double[][] zeros = new double[columns][];
        for (int j = 0; j < columns; j++) {
            zeros[j] = new double[rows];
        }
        return zeros;
    }

    /** A' of a: (p, q). */
    static double[][] transpose(double[][] a) {
        double[][] t = zeros(a.length, rows(a));
        transpose(a, t);
        return t;
    }

    /** The number of rows, 0 where there are no columns. */
    static int rows(double[][] a) {
        return a.length == 0 ? 0 : a[0].length;
    }

    /**
     * t = A', by blocks of which both sides stay in the first-level cache: 1.4 to 1.6 ns an element where A comes from memory, 0.6
     * to 0.8 from a cache. Rejected: 16 rows (3 ns from memory), whole columns, 4 or 8 at a time (no faster).
     */
    static void transpose(double[][] a, double[][] t) {
        int columns = a.length, rows = t.length;
        for (int j = 0; j < columns; j += TURNED_COLUMNS) {
            int jTo = Math.min(j + TURNED_COLUMNS, columns);
            for (int i = 0; i < rows; i += TURNED_ROWS) {
                transposeBlock(t, a, i, Math.min(i + TURNED_ROWS, rows), j, jTo);
            }
        }
    }

    // four elements of a row at a time: one at a time takes a quarter longer
    private static void transposeBlock(double[][] t, double[][] a, int iFrom, int iTo, int jFrom, int jTo) {
        int j = jFrom;
        for (; j + 4 <= jTo; j += 4) {
            double[] a0 = a[j], a1 = a[j + 1], a2 = a[j + 2], a3 = a[j + 3];
            for (int i = iFrom; i < iTo; i++) {
                double[] ti = t[i];
                ti[j] = a0[i];
                ti[j + 1] = a1[i];
                ti[j + 2] = a2[i];
                ti[j + 3] = a3[i];
            }
        }
        for (; j < jTo; j++) {
            for (int i = iFrom; i < iTo; i++) {
                t[i][j] = a[j][i];
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

    // ---- one pass of a product

    /**
     * (c0, c1) += (a0, a1, a2, a3) times a 4 x 2 block, s for c0, t for c1. With A in the second-level cache 32 to 43
     * GFLOP/s at 256 rows, 21 to 29 at 64, 16 to 21 at 32 on both JDKs; in the first-level 38 to 51.
     *
     * <p>The factors of c1 stand the other way round on purpose. C2 of JDK 17 makes vectors by pairing what is done with
     * {@code x[i]} with what is done with {@code x[i + 1]}; where several uses of x are alike up to the factor it estimates them
     * alike and takes the first it meets, which may be c0's of one and c1's of the other. Then nothing is vectorized: 12 GFLOP/s, or
     * 40, depending on what else the method holds, what was inlined and what was compiled before. Operands in different places are
     * never paired, so two columns are safe and a third is not.
     *
     * <p>Rejected: 3 x 3 (30 to 41; 12 on JDK 17 once short and long columns have both been seen), with the third column's
     * factors negated twice (34 to 46, but 19 to 30 on JDK 25 where inlined); 2 x 5 and 3 x 4 (up to 51 on 25, more than 60 nodes
     * on 17: never unrolled, 12); 4 x 2 (safe, 36; as many stores as multiplications can hide), 2 x 3 (38), a loop of its own for short
     * columns (no faster), columns of A interleaved in one array (47 on 25, 14 on 17), A's and C's columns a constant distance
     * apart in one array each (no faster, and more nodes: 13 on 17 from 2 x 4 on, on 25 from 2 x 5 on).
     *
     * <p>On a Zen 3 (peak 49), where this one has 34 to 36: 3 x 3 is the fastest by itself, 38 at 172 rows, but 12 on JDK 17 and 8 % slower
     * on 25 in a whole step of 512 units; with the third column's middle element negated, or loaded again, 35. With
     * {@code if (i >= c0.length) return;} in the loop JDK 17 unrolls more than 60 nodes too: 2 x 5 34, 4 x 3 33, 2 x 6 30.
     */
    static void add2x4(
            double[] c0,
            double[] c1,
            double[][] a,
            int k,
            int rows,
            double s0,
            double s1,
            double s2,
            double s3,
            double t0,
            double t1,
            double t2,
            double t3) {
        double[] a0 = a[k], a1 = a[k + 1], a2 = a[k + 2], a3 = a[k + 3];
        for (int i = 0; i < rows; i++) {
            double x0 = a0[i], x1 = a1[i], x2 = a2[i], x3 = a3[i], y0 = c0[i], y1 = c1[i];
            y0 = Math.fma(x0, s0, y0);
            y1 = Math.fma(t0, x0, y1);
            y0 = Math.fma(x1, s1, y0);
            y1 = Math.fma(t1, x1, y1);
            y0 = Math.fma(x2, s2, y0);
            y1 = Math.fma(t2, x2, y1);
            c0[i] = Math.fma(x3, s3, y0);
            c1[i] = Math.fma(t3, x3, y1);
        }
    }

    // (c0, c1) += (a0, ..., a4) times a 5 x 2 block, for columns too short for vectors; longer ones JDK 17 would take
    // one by one
    static void add2x5(
            double[] c0,
            double[] c1,
            double[][] a,
            int k,
            int rows,
            double s0,
            double s1,
            double s2,
            double s3,
            double s4,
            double t0,
            double t1,
            double t2,
            double t3,
            double t4) {
        double[] a0 = a[k], a1 = a[k + 1], a2 = a[k + 2], a3 = a[k + 3], a4 = a[k + 4];
        for (int i = 0; i < rows; i++) {
            double x0 = a0[i], x1 = a1[i], x2 = a2[i], x3 = a3[i], x4 = a4[i], y0 = c0[i], y1 = c1[i];
            y0 = Math.fma(x0, s0, y0);
            y1 = Math.fma(t0, x0, y1);
            y0 = Math.fma(x1, s1, y0);
            y1 = Math.fma(t1, x1, y1);
            y0 = Math.fma(x2, s2, y0);
            y1 = Math.fma(t2, x2, y1);
            y0 = Math.fma(x3, s3, y0);
            y1 = Math.fma(t3, x3, y1);
            c0[i] = Math.fma(x4, s4, y0);
            c1[i] = Math.fma(t4, x4, y1);
        }
    }

    // (c0, c1) += (a0, a1, a2) times a 3 x 2 block, for the three that four leaves: 1 to 3 % of the notebook's step
    static void add2x3(
            double[] c0,
            double[] c1,
            double[][] a,
            int k,
            int rows,
            double s0,
            double s1,
            double s2,
            double t0,
            double t1,
            double t2) {
        double[] a0 = a[k], a1 = a[k + 1], a2 = a[k + 2];
        for (int i = 0; i < rows; i++) {
            double x0 = a0[i], x1 = a1[i], x2 = a2[i];
            double y0 = Math.fma(x0, s0, c0[i]), y1 = Math.fma(t0, x0, c1[i]);
            y0 = Math.fma(x1, s1, y0);
            y1 = Math.fma(t1, x1, y1);
            c0[i] = Math.fma(x2, s2, y0);
            c1[i] = Math.fma(t2, x2, y1);
        }
    }

    // (c0, c1) += (a0, a1) times a 2 x 2 block, for the two that four leaves
    static void add2x2(
            double[] c0, double[] c1, double[][] a, int k, int rows, double s0, double s1, double t0, double t1) {
        double[] a0 = a[k], a1 = a[k + 1];
        for (int i = 0; i < rows; i++) {
            double x0 = a0[i], x1 = a1[i];
            double y0 = Math.fma(x0, s0, c0[i]), y1 = Math.fma(t0, x0, c1[i]);
            c0[i] = Math.fma(x1, s1, y0);
            c1[i] = Math.fma(t1, x1, y1);
        }
    }

    // (c0, c1) += a times (s, t), for the one that four leaves
    static void add2x1(double[] c0, double[] c1, double[] a, int rows, double s, double t) {
        for (int i = 0; i < rows; i++) {
            double x = a[i];
            c0[i] = Math.fma(x, s, c0[i]);
            c1[i] = Math.fma(t, x, c1[i]);
        }
    }

    // c += a0 s0 + a1 s1 + a2 s2 + a3 s3, for one column by itself: 24 to 30 GFLOP/s (rejected: six, no faster)
    static void add1x4(double[] c, double[][] a, int k, int rows, double s0, double s1, double s2, double s3) {
        double[] a0 = a[k], a1 = a[k + 1], a2 = a[k + 2], a3 = a[k + 3];
        for (int i = 0; i < rows; i++) {
            c[i] = Math.fma(a3[i], s3, Math.fma(a2[i], s2, Math.fma(a1[i], s1, Math.fma(a0[i], s0, c[i]))));
        }
    }

    // c += a s
    static void add1x1(double[] c, double[] a, double s, int rows) {
        for (int i = 0; i < rows; i++) {
            c[i] = Math.fma(a[i], s, c[i]);
        }
    }
}
