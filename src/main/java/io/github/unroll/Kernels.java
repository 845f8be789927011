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
 * <li>Two columns of C take four columns of A a pass, {@link #add2x4}: eight multiplications for six loads, two stores.
 * <li>The inner index goes in runs of {@link #DEPTH}, so that the columns of A in use stay in the second-level cache.
 * <li>Where a copy is repaid, columns of A are copied into a workspace, in pieces of at most {@link #WHOLE}: there C's two and A's
 *     four stay in the first-level cache, and all have one alignment, which C2's scalar prologue then reaches for all at once.
 *     Rejected: weights copied once for all steps (no faster than where they lie), all of C copied (31 instead of 40).
 * <li>A product A B' with few rows is computed as B A': the prologue is paid for each inner loop, so long loops win.
 *     Rejected: B' turned by tiles beforehand, as fast at 512 rows, 15 instead of 19 at 32.
 * <li>The columns of a new C are made when their turn comes, begun in the first-level cache: 3 % of a whole step with 1,024 units.
 * <li>C2 takes 64-byte vectors where it has seen 24 rows a loop and more on average. With 32-byte ones 32 to 128 rows run 5 to 20 %
 *     faster and 512 rows 10 % slower; plain Java cannot ask for either.
 * <li>Rejected for few rows: blocks of C held in registers over the whole inner index, as fast at 5 rows, half as fast at 10 to 16.
 * </ul>
 */
final class Kernels {

    /** Columns up to this long are one piece. Rejected: two of 256, 34 to 38 GFLOP/s instead of 36 to 40, for twice the prologues. */
    private static final int WHOLE = 512;

    /**
     * Longer ones are cut into equal pieces of at most this, which leave room for C in the second-level cache: 37 instead of
     * 34 GFLOP/s for A B' at 1024 rows, 35 instead of 34 for A B.
     */
    private static final int PIECE = 344;

    /** From so many columns of C, and rows, on A is copied: 29 instead of 25 GFLOP/s at 128 rows. Below 64 rows it costs more. */
    private static final int COPY_COLUMNS = 128;

    private static final int COPY_ROWS = 64;

    /**
     * With more than WHOLE rows it pays sooner, 35 instead of 29 GFLOP/s at 1024 rows and 64 columns, and so it does in a
     * workspace that is made once for all steps. Rejected: for a single column too, which takes twice the time.
     */
    private static final int COPY_COLUMNS_FEW = 32;

    /** Inner index of a run. Rejected: 64, 34 instead of 39 GFLOP/s where it is all there is (C comes and goes twice). */
    private static final int DEPTH = 128;

    /** Side of the squares that transpose() turns. */
    private static final int TILE = 16;

    private static final double[][] NO_WORKSPACE = {};

    private Kernels() {}

    /** C = start + A B, a new matrix of which every column begins as start, (p), with a: (p, q), b: (q, n), q > 0. */
    static double[][] product(double[] start, double[][] a, double[][] b) {
        double[][] c = new double[b.length][];
        add(c, start, a, b, false, workspace(rows(a), b.length, a.length));
        return c;
    }

    /** C += A B, with c: (p, n), a: (p, q), b: (q, n). */
    static void addProduct(double[][] c, double[][] a, double[][] b) {
        addProduct(c, a, b, workspace(rows(a), c.length, a.length));
    }

    /** The same in a {@link #stepWorkspace} kept by the caller: for a product at every time step. */
    static void addProduct(double[][] c, double[][] a, double[][] b, double[][] workspace) {
        add(c, null, a, b, false, workspace);
    }

    /** C += A B', with c: (p, q), a: (p, n), b: (q, n); by C' += B A' if C has few rows. */
    static void addProductTransposed(double[][] c, double[][] a, double[][] b) {
        if (c.length > 0 && 2 * c[0].length <= c.length) {
            double[][] t = transpose(c);
            addTransposed(t, b, a);
            transpose(t, c);
        } else {
            addTransposed(c, a, b);
        }
    }

    /**
     * Room for a product at every step into C of (p, n), for one thread at a time: 533 KB at most, nothing where it is better
     * done without.
     */
    static double[][] stepWorkspace(int p, int n) {
        return workspace(p, n, DEPTH, COPY_COLUMNS_FEW);
    }

    /** The same for one product of inner length q. */
    static double[][] workspace(int p, int n, int q) {
        return workspace(p, n, q, p > WHOLE ? COPY_COLUMNS_FEW : COPY_COLUMNS);
    }

    private static double[][] workspace(int p, int n, int q, int copyColumns) {
        if (p < COPY_ROWS || n < copyColumns) {
            return NO_WORKSPACE;
        }
        // With 6 mod 8 elements an array takes a multiple of 64 bytes, header included, so the next is aligned alike.
        return zeros((piece(p) + 1 & -8) + 6, 2 + Math.min(q, DEPTH));
    }

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
        double[][] t = zeros(a.length, a.length == 0 ? 0 : a[0].length);
        transpose(a, t);
        return t;
    }

    /** t = A', by squares of which both sides stay in the first-level cache. */
    private static void transpose(double[][] a, double[][] t) {
        int columns = a.length, rows = t.length;
        for (int i = 0; i < rows; i += TILE) {
            for (int j = 0; j < columns; j += TILE) {
                transposeSquare(t, a, i, Math.min(i + TILE, rows), j, Math.min(j + TILE, columns));
            }
        }
    }

    // four elements of a row at a time: 0.46 to 0.51 ns an element, one at a time 0.62
    private static void transposeSquare(double[][] t, double[][] a, int iFrom, int iTo, int jFrom, int jTo) {
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

    // ---- blocks: runs of the inner index k, pieces of the rows, two columns of C; a copy of A serves all of C

    // C += A B, or A B'; where start is given C holds no columns yet, and the first run makes them
    private static void add(
            double[][] c, double[] start, double[][] a, double[][] b, boolean transposed, double[][] workspace) {
        int p = rows(a);
        for (int k = 0; k < a.length; k += DEPTH) {
            int depth = Math.min(DEPTH, a.length - k);
            double[] begin = k == 0 ? start : null;
            if (workspace.length > 0) {
                addCopied(c, begin, a, b, k, depth, transposed, workspace);
            } else {
                for (int j = 0; j < c.length; j += 2) {
                    int width = Math.min(2, c.length - j);
                    for (int x = j; begin != null && x < j + width; x++) {
                        c[x] = begin.clone();
                    }
                    addRun(c, j, width, a, k, b, k, j, depth, p, transposed);
                }
            }
        }
    }

    private static void addTransposed(double[][] c, double[][] a, double[][] b) {
        add(c, null, a, b, true, workspace(rows(a), c.length, a.length));
    }

    // the same for one run; w holds two columns of C, then `depth` of A
    private static void addCopied(
            double[][] c,
            double[] begin,
            double[][] a,
            double[][] b,
            int k,
            int depth,
            boolean transposed,
            double[][] w) {
        int p = a[k].length, piece = piece(p);
        for (int i = 0; i < p; i += piece) {
            int rows = Math.min(piece, p - i);
            for (int x = 0; x < depth; x++) {
                System.arraycopy(a[k + x], i, w[2 + x], 0, rows);
            }
            for (int j = 0; j < c.length; j += 2) {
                int width = Math.min(2, c.length - j);
                for (int x = 0; x < width; x++) {
                    System.arraycopy(begin == null ? c[j + x] : begin, i, w[x], 0, rows);
                }
                addRun(w, 0, width, w, 2, b, k, j, depth, rows, transposed);
                for (int x = 0; x < width; x++) {
                    if (begin != null && i == 0) {
                        c[j + x] = new double[p];
                    }
                    System.arraycopy(w[x], 0, c[j + x], i, rows);
                }
            }
        }
    }

    private static int rows(double[][] a) {
        return a.length == 0 ? 0 : a[0].length;
    }

    // p rows cut into equal pieces
    private static int piece(int p) {
        int pieces = p <= WHOLE ? 1 : (p + PIECE - 1) / PIECE;
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
        if (width == 2) {
            if (transposed) {
                addTwoTransposed(c, jc, a, ka, b, k, j, depth, rows);
            } else {
                addTwo(c, jc, a, ka, b, k, j, depth, rows);
            }
        } else if (transposed) {
            addOneTransposed(c[jc], a, ka, b, k, j, depth, rows);
        } else {
            addOne(c[jc], a, ka, b[j], k, depth, rows);
        }
    }

    private static void addTwo(
            double[][] c, int jc, double[][] a, int ka, double[][] b, int k, int j, int depth, int rows) {
        double[] c0 = c[jc], c1 = c[jc + 1], b0 = b[j], b1 = b[j + 1];
        int end = k + depth;
        for (; k + 4 <= end; k += 4, ka += 4) {
            add2x4(c0, c1, a, ka, rows, b0[k], b0[k + 1], b0[k + 2], b0[k + 3], b1[k], b1[k + 1], b1[k + 2], b1[k + 3]);
        }
        for (; k + 2 <= end; k += 2, ka += 2) {
            add2x2(c0, c1, a, ka, rows, b0[k], b0[k + 1], b1[k], b1[k + 1]);
        }
        if (k < end) {
            add2x1(c0, c1, a[ka], rows, b0[k], b1[k]);
        }
    }

    private static void addTwoTransposed(
            double[][] c, int jc, double[][] a, int ka, double[][] b, int k, int j, int depth, int rows) {
        double[] c0 = c[jc], c1 = c[jc + 1];
        int end = k + depth;
        for (; k + 4 <= end; k += 4, ka += 4) {
            double[] b0 = b[k], b1 = b[k + 1], b2 = b[k + 2], b3 = b[k + 3];
            add2x4(c0, c1, a, ka, rows, b0[j], b1[j], b2[j], b3[j], b0[j + 1], b1[j + 1], b2[j + 1], b3[j + 1]);
        }
        for (; k + 2 <= end; k += 2, ka += 2) {
            double[] b0 = b[k], b1 = b[k + 1];
            add2x2(c0, c1, a, ka, rows, b0[j], b1[j], b0[j + 1], b1[j + 1]);
        }
        if (k < end) {
            add2x1(c0, c1, a[ka], rows, b[k][j], b[k][j + 1]);
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

    // ---- kernels: the loop along the rows

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
     * columns (no faster), columns of A interleaved in one array (47 on 25, 14 on 17).
     */
    private static void add2x4(
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

    // (c0, c1) += (a0, a1) times a 2 x 2 block, for what four does not divide
    private static void add2x2(
            double[] c0, double[] c1, double[][] a, int k, int rows, double s0, double s1, double t0, double t1) {
        double[] a0 = a[k], a1 = a[k + 1];
        for (int i = 0; i < rows; i++) {
            double x0 = a0[i], x1 = a1[i];
            double y0 = Math.fma(x0, s0, c0[i]), y1 = Math.fma(t0, x0, c1[i]);
            c0[i] = Math.fma(x1, s1, y0);
            c1[i] = Math.fma(t1, x1, y1);
        }
    }

    // (c0, c1) += a times (s, t), for what two does not divide
    private static void add2x1(double[] c0, double[] c1, double[] a, int rows, double s, double t) {
        for (int i = 0; i < rows; i++) {
            double x = a[i];
            c0[i] = Math.fma(x, s, c0[i]);
            c1[i] = Math.fma(t, x, c1[i]);
        }
    }

    // c += a0 s0 + a1 s1 + a2 s2 + a3 s3, for one column by itself: 24 to 30 GFLOP/s (rejected: six, no faster)
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
