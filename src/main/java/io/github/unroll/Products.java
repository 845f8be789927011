package io.github.unroll;

/**
 * Products of matrices stored as their columns, {@code double[columns][rows]}: which part of them {@link Kernels} works on next.
 *
 * <p>Every element of a product is one chain of {@code Math.fma} over the ascending inner index, begun with the element's
 * incoming value, whichever kernel computes it; so no choice of blocks can change a bit of a result. Figures are GFLOP/s, measured
 * as in {@link Kernels}.
 *
 * <ul>
 * <li>The inner index goes in runs of {@link #DEPTH}, so that the columns of A in use stay in the second-level cache.
 * <li>Where a copy is repaid, columns of A are copied into a workspace, in pieces of at most {@link #WHOLE}: there C's two and A's
 *     four stay in the first-level cache, and all have one alignment, which C2's scalar prologue then reaches for all at once.
 *     Rejected: weights copied once for all steps (no faster than where they lie), all of C copied (31 instead of 40), C left where it
 *     is (32 instead of 36), a workspace of any alignment (33 instead of 38). At 512 rows and 64 columns the copies of A and of C
 *     take 8 % each: without them 44 instead of 37.
 * <li>A product A B' with few rows is computed as B A': the prologue is paid for each inner loop, so long loops win.
 *     Rejected: B' turned by tiles beforehand, as fast at 512 rows, 15 instead of 19 at 32.
 * <li>The columns of a new C are made when their turn comes, begun in the first-level cache: 3 % of a whole step with 1,024 units.
 * </ul>
 */
final class Products {

    /** Columns up to this long are one piece. Rejected: two of 256, 34 to 38 GFLOP/s instead of 36 to 40, for twice the prologues. */
    private static final int WHOLE = 512;

    /**
     * Longer ones are cut into equal pieces of at most this, which leave room for C in the second-level cache: 37 instead of
     * 34 GFLOP/s for A B' at 1024 rows, 35 instead of 34 for A B.
     */
    private static final int PIECE = 344;

    /** A is copied for products into at least so many columns: 29 instead of 25 GFLOP/s at 128 rows. */
    private static final int COPY_COLUMNS = 128;

    /** And if it has at least so many rows; below, a copy costs more than it saves. */
    private static final int COPY_ROWS = 64;

    /**
     * With more than WHOLE rows it pays sooner, 35 instead of 29 GFLOP/s at 1024 rows and 64 columns. Rejected: for a single
     * column too, which takes twice the time.
     */
    private static final int COPY_COLUMNS_FEW = 32;

    /** And so it does in a workspace that is kept, from this inner index on; at 25 the two copies of C cost 4 %. */
    private static final int COPY_DEPTH = 64;

    /** Inner index of a run. Rejected: 64, 34 instead of 39 GFLOP/s where it is all there is (C comes and goes twice); 160, 192 (no faster). */
    static final int DEPTH = 128;

    private static final double[][] NO_ROOM = {};

    private Products() {}

    /**
     * C = start + A B, where every column begins as start, (p), with a: (p, q), b: (q, n), q > 0. The first n columns of c,
     * each (p), are overwritten, and made where they are null.
     */
    static void product(double[][] c, double[] start, double[][] a, double[][] b, Workspace workspace) {
        add(c, start, a, b, false, workspace);
    }

    /** C += A B, with c: (p, n), a: (p, q), b: (q, n). */
    static void addProduct(double[][] c, double[][] a, double[][] b, Workspace workspace) {
        add(c, null, a, b, false, workspace);
    }

    /** C += A B', with c: (p, q), a: (p, n), b: (q, n); by C' += B A' if C has few rows. */
    static void addProductTransposed(double[][] c, double[][] a, double[][] b, Workspace workspace) {
        if (c.length > 0 && 2 * c[0].length <= c.length) {
            double[][] t = Kernels.transpose(c);
            add(t, null, b, a, true, workspace);
            Kernels.transpose(t, c);
        } else {
            add(c, null, a, b, true, workspace);
        }
    }

    /** Where to copy to for a product of (p, q) and (q, n); nothing where it is better done without. */
    static double[][] room(int p, int n, int q, Workspace workspace) {
        boolean few = p > WHOLE || workspace.isKept() && q >= COPY_DEPTH;
        int copyColumns = few ? COPY_COLUMNS_FEW : COPY_COLUMNS;
        return p < COPY_ROWS || n < copyColumns ? NO_ROOM : workspace.columns(piece(p), 2 + Math.min(q, DEPTH));
    }

    // C += A B, or A B'; where start is given the first run begins with it, and makes the columns that are missing
    private static void add(
            double[][] c, double[] start, double[][] a, double[][] b, boolean transposed, Workspace workspace) {
        int p = Kernels.rows(a), n = transposed ? c.length : b.length;
        double[][] room = room(p, n, a.length, workspace);
        for (int k = 0; k < a.length; k += DEPTH) {
            int depth = Math.min(DEPTH, a.length - k);
            double[] begin = k == 0 ? start : null;
            if (room.length > 0) {
                addCopied(c, n, begin, a, b, k, depth, transposed, room);
            } else {
                for (int j = 0; j < n; j += 2) {
                    int width = Math.min(2, n - j);
                    if (begin != null) {
                        for (int x = j; x < j + width; x++) {
                            begin(c, x, begin);
                        }
                    }
                    addRun(c, j, width, a, k, b, k, j, depth, p, transposed);
                }
            }
        }
    }

    private static void begin(double[][] c, int x, double[] start) {
        if (c[x] == null) {
            c[x] = start.clone();
        } else {
            System.arraycopy(start, 0, c[x], 0, start.length);
        }
    }

    // the same for one run; w holds two columns of C, then `depth` of A
    private static void addCopied(
            double[][] c,
            int n,
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
            for (int j = 0; j < n; j += 2) {
                int width = Math.min(2, n - j);
                for (int x = 0; x < width; x++) {
                    System.arraycopy(begin == null ? c[j + x] : begin, i, w[x], 0, rows);
                }
                addRun(w, 0, width, w, 2, b, k, j, depth, rows, transposed);
                for (int x = 0; x < width; x++) {
                    if (c[j + x] == null) {
                        c[j + x] = new double[p];
                    }
                    System.arraycopy(w[x], 0, c[j + x], i, rows);
                }
            }
        }
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
            Kernels.add2x4(
                    c0, c1, a, ka, rows, b0[k], b0[k + 1], b0[k + 2], b0[k + 3], b1[k], b1[k + 1], b1[k + 2],
                    b1[k + 3]);
        }
        for (; k + 2 <= end; k += 2, ka += 2) {
            Kernels.add2x2(c0, c1, a, ka, rows, b0[k], b0[k + 1], b1[k], b1[k + 1]);
        }
        if (k < end) {
            Kernels.add2x1(c0, c1, a[ka], rows, b0[k], b1[k]);
        }
    }

    private static void addTwoTransposed(
            double[][] c, int jc, double[][] a, int ka, double[][] b, int k, int j, int depth, int rows) {
        double[] c0 = c[jc], c1 = c[jc + 1];
        int end = k + depth;
        for (; k + 4 <= end; k += 4, ka += 4) {
            double[] b0 = b[k], b1 = b[k + 1], b2 = b[k + 2], b3 = b[k + 3];
            Kernels.add2x4(c0, c1, a, ka, rows, b0[j], b1[j], b2[j], b3[j], b0[j + 1], b1[j + 1], b2[j + 1], b3[j + 1]);
        }
        for (; k + 2 <= end; k += 2, ka += 2) {
            double[] b0 = b[k], b1 = b[k + 1];
            Kernels.add2x2(c0, c1, a, ka, rows, b0[j], b1[j], b0[j + 1], b1[j + 1]);
        }
        if (k < end) {
            Kernels.add2x1(c0, c1, a[ka], rows, b[k][j], b[k][j + 1]);
        }
    }

    private static void addOne(double[] c, double[][] a, int ka, double[] b, int k, int depth, int rows) {
        int end = k + depth;
        for (; k + 4 <= end; k += 4, ka += 4) {
            Kernels.add1x4(c, a, ka, rows, b[k], b[k + 1], b[k + 2], b[k + 3]);
        }
        for (; k < end; k++, ka++) {
            Kernels.add1x1(c, a[ka], b[k], rows);
        }
    }

    private static void addOneTransposed(
            double[] c, double[][] a, int ka, double[][] b, int k, int j, int depth, int rows) {
        int end = k + depth;
        for (; k + 4 <= end; k += 4, ka += 4) {
            Kernels.add1x4(c, a, ka, rows, b[k][j], b[k + 1][j], b[k + 2][j], b[k + 3][j]);
        }
        for (; k < end; k++, ka++) {
            Kernels.add1x1(c, a[ka], b[k][j], rows);
        }
    }
}
