package io.github.unroll;

import java.util.Arrays;

/**
 * Products of matrices stored as their columns, {@code double[columns][rows]}: which part of them {@link Kernels} works on next.
 *
 * <p>Every element of a product is one chain of {@code Math.fma} over the ascending inner index, begun with the element's
 * incoming value, whichever kernel computes it; so no choice of blocks can change a bit of a result. Figures are GFLOP/s on a Zen 3
 * processor (32-byte vectors, a second-level cache of 512 KB, peak 49); in brackets on a Zen 4 (64-byte vectors, 1 MB, peak 58.5), before
 * there were groups.
 *
 * <ul>
 * <li>The inner index goes in runs of {@link #DEPTH}, so that the columns of A in use stay in the second-level cache or near it.
 * <li>Where a copy is repaid, columns of A are copied into a workspace, in pieces of at most {@link #PIECE} rows, and those of C
 *     beside them: all have one alignment, which C2's scalar prologue then reaches for all at once. What is the left factor at
 *     every step, a recurrent weight matrix, is copied once for all of them: {@link Packed}.
 *     Rejected: C left where it is [32 instead of 36], a workspace of any alignment [33 instead of 38], pieces by an offset in the
 *     index instead of a copy (20 instead of 29).
 * <li>{@link #GROUP} columns of C stay in the first-level cache while A comes by, four columns a pass: 27 instead of 22
 *     for 512 x 512 x 64 [nothing certain], and a whole step of 128 units takes 6 to 9 % less time.
 *     The pairs of columns of C in a group do not take the same four columns of A in turn: each is one column ahead of the pair before
 *     it. So every pass brings one new column of A to the first-level cache beside its arithmetic, where one pass of four would
 *     bring them all, and wait: a step of 512 or 1,024 units takes 3 to 6 % less time, of 128 units 1 to 2 %.
 *     Rejected: columns of C read ahead for the next group, one element a cache line (no faster).
 * <li>Where A is copied, a product A B' has its factors turned beforehand, those of one run for all pieces of rows: a step of 512
 *     units takes 1 to 3 % less time than with each group's turned in its turn, and once for each piece.
 *     With few rows it is computed as B A': the prologue is paid for each inner loop, so long loops win.
 *     Rejected: the factors of A B gathered in one array for a group (13 instead of 18 at 64 rows, no faster at 512), one copy of A
 *     for two products, as dWax and dWaa have the same dZ (no faster), C kept in pieces from block to block (6 % slower).
 * <li>The columns of a new C are made when their turn comes, begun in the first-level cache: 3 % of a whole step with 1,024 units.
 *     Rejected: C of few rows as the transpose of B' A' (the notebook's sizes 10 to 15 % slower, 32 units up to 18 %; a piece
 *     of B's columns at a time, turned into the workspace: a whole step of 128 units 3 to 5 % slower, of 512 units 1 %).
 * </ul>
 */
final class Products {

    /**
     * Longer columns are cut into equal pieces of at most this: a group of C and four columns of A take 24 KB. Rejected: 128,
     * 344, 512 (a step of 512 units 5 to 13 % slower), 192, 240 (2 %), equal pieces of 172 (no faster).
     */
    private static final int PIECE = 256;

    /** Columns of C in a group. Rejected: 4, 6, 12, 16 (a step of 512 units 2 to 8 % slower). */
    static final int GROUP = 8;

    /** Up to so many rows the last columns of A go in one pass of five, not four and one: 6 to 9 % of the notebook's step. */
    private static final int SHORT = 8;

    /** A is copied for products into at least so many columns: [29 instead of 25 at 128 rows]. */
    private static final int COPY_COLUMNS = 128;

    /** And if it has at least so many rows; below, a copy costs more than it saves. */
    static final int COPY_ROWS = 64;

    /** With more than PIECE rows it pays sooner: [35 instead of 29 at 1024 rows and 64 columns]. */
    private static final int COPY_COLUMNS_FEW = 32;

    /** And so it does in a workspace that is kept, from this inner index on; at 25 the two copies of C cost 4 %. */
    private static final int COPY_DEPTH = 64;

    /**
     * Inner index of a run. Rejected: 64, [34 instead of 39] where it is all there is (C comes and goes twice); 128, 160, 192 (a step
     * of 512 units 2 to 4 % slower); 384, 512 (no faster).
     */
    static final int DEPTH = 256;

    /** And where A is {@link Packed}, nothing being copied to a workspace: 1 to 2 % of a step of 512 units. */
    private static final int PACKED_DEPTH = 1024;

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
        if (isTurned(Kernels.rows(c), c.length)) {
            double[][] t = workspace.turned(c.length, Kernels.rows(c));
            Kernels.transpose(c, t);
            add(t, null, b, a, true, workspace);
            Kernels.transpose(t, c);
        } else {
            add(c, null, a, b, true, workspace);
        }
    }

    /** Whether C of so many rows and columns has few rows: C += A B' is made in C' then, and a sum of several is better kept so. */
    static boolean isTurned(int rows, int columns) {
        return 2 * rows <= columns;
    }

    /**
     * C += A B in the rows i to i + rows; b: (q, n). The room is GROUP columns to work in, then these rows of all q columns of
     * A, and nothing else.
     */
    static void addPiece(double[][] c, int i, int rows, double[][] room, double[][] b) {
        int q = room.length - GROUP;
        for (int k = 0; k < q; k += PACKED_DEPTH) {
            addRunOfPiece(c, c.length, null, i, rows, room, GROUP + k, b, k, Math.min(PACKED_DEPTH, q - k));
        }
    }

    /** Where to copy to for a product of (p, q) and (q, n); nothing where it is better done without. */
    static double[][] room(int p, int n, int q, Workspace workspace) {
        boolean few = p > PIECE || workspace.isKept() && q >= COPY_DEPTH;
        int copyColumns = few ? COPY_COLUMNS_FEW : COPY_COLUMNS;
        return p < COPY_ROWS || n < copyColumns ? NO_ROOM : workspace.columns(piece(p), GROUP + Math.min(q, DEPTH));
    }

    /** Rows of a piece of p rows, which are cut into equal ones; the last may have fewer. */
    static int piece(int p) {
        int pieces = Math.max(1, (p + PIECE - 1) / PIECE);
        return (p + pieces - 1) / pieces;
    }

    // C += A B, or A B'; where start is given the first run begins with it, and makes the columns that are missing
    private static void add(
            double[][] c, double[] start, double[][] a, double[][] b, boolean transposed, Workspace workspace) {
        int p = Kernels.rows(a), n = transposed ? c.length : b.length;
        double[][] room = room(p, n, a.length, workspace);
        double[][] factors = transposed && room.length > 0 ? workspace.factors(n) : b;
        int piece = piece(p);
        for (int k = 0; k < a.length; k += DEPTH) {
            int depth = Math.min(DEPTH, a.length - k);
            double[] begin = k == 0 ? start : null;
            if (room.length == 0) {
                addWhereTheyLie(c, n, begin, a, b, k, depth, transposed);
                continue;
            }
            if (transposed) {
                Kernels.transpose(Arrays.copyOfRange(b, k, k + depth), factors);
            }
            for (int i = 0; i < p; i += piece) {
                int rows = Math.min(piece, p - i);
                for (int x = 0; x < depth; x++) {
                    System.arraycopy(a[k + x], i, room[GROUP + x], 0, rows);
                }
                addRunOfPiece(c, n, begin, i, rows, room, GROUP, factors, transposed ? 0 : k, depth);
            }
        }
    }

    // one run of all rows, nothing copied
    private static void addWhereTheyLie(
            double[][] c, int n, double[] begin, double[][] a, double[][] b, int k, int depth, boolean transposed) {
        for (int j = 0; j < n; j += 2) {
            int width = Math.min(2, n - j);
            if (begin != null) {
                for (int x = j; x < j + width; x++) {
                    beginColumn(c, x, begin);
                }
            }
            addRun(c, j, width, a, k, b, k, j, depth, a[k].length, transposed);
        }
    }

    private static void beginColumn(double[][] c, int x, double[] start) {
        if (c[x] == null) {
            c[x] = start.clone();
        } else {
            System.arraycopy(start, 0, c[x], 0, start.length);
        }
    }

    // one run for the rows from i of C; w holds GROUP columns for C, and from ka on `depth` of A.
    private static void addRunOfPiece(
            double[][] c,
            int n,
            double[] begin,
            int i,
            int rows,
            double[][] w,
            int ka,
            double[][] b,
            int k,
            int depth) {
        for (int j = 0; j < n; j += GROUP) {
            int width = Math.min(GROUP, n - j);
            for (int y = 0; y < width; y++) {
                System.arraycopy(begin == null ? c[j + y] : begin, i, w[y], 0, rows);
            }
            addGroup(w, width, ka, b, k, j, depth, rows);
            for (int y = 0; y < width; y++) {
                if (c[j + y] == null) {
                    c[j + y] = new double[begin.length];
                }
                System.arraycopy(w[y], 0, c[j + y], i, rows);
            }
        }
    }

    // w[0 .. width) += sum over x < depth of w[ka + x] times row k + x of b's columns from j on.
    // Of the four columns of A that a pass takes, the pair before has taken three: one comes from outside the
    // first-level cache.
    private static void addGroup(double[][] w, int width, int ka, double[][] b, int k, int j, int depth, int rows) {
        int pairs = width & -2;
        for (int y = 0; y < pairs; y += 2) {
            addTwo(w[y], w[y + 1], w, ka, b[j + y], b[j + y + 1], k, Math.min(lead(y), depth), rows);
        }
        int x = 0;
        for (; x + 4 + lead(pairs) <= depth; x += 4) {
            for (int y = 0; y < pairs; y += 2) {
                int z = x + lead(y);
                addFour(w[y], w[y + 1], w, ka + z, b[j + y], b[j + y + 1], k + z, rows);
            }
        }
        for (int y = 0; y < pairs; y += 2) {
            int z = Math.min(x + lead(y), depth);
            addTwo(w[y], w[y + 1], w, ka + z, b[j + y], b[j + y + 1], k + z, depth - z, rows);
        }
        if (pairs < width) {
            addOne(w[pairs], w, ka, b[j + pairs], k, depth, rows);
        }
    }

    // by how many columns of A the pair of columns y and y + 1 of a group is ahead of its first pair
    private static int lead(int y) {
        return y / 2;
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
                addTwo(c[jc], c[jc + 1], a, ka, b[j], b[j + 1], k, depth, rows);
            }
        } else if (transposed) {
            addOneTransposed(c[jc], a, ka, b, k, j, depth, rows);
        } else {
            addOne(c[jc], a, ka, b[j], k, depth, rows);
        }
    }

    private static void addTwo(
            double[] c0, double[] c1, double[][] a, int ka, double[] b0, double[] b1, int k, int depth, int rows) {
        int end = k + depth;
        int last = rows <= SHORT && depth > 4 && depth % 4 == 1 ? 5 : depth % 4;
        for (; k < end - last; k += 4, ka += 4) {
            addFour(c0, c1, a, ka, b0, b1, k, rows);
        }
        switch (last) {
            case 5 -> addFive(c0, c1, a, ka, b0, b1, k, rows);
            case 3 -> Kernels.add2x3(c0, c1, a, ka, rows, b0[k], b0[k + 1], b0[k + 2], b1[k], b1[k + 1], b1[k + 2]);
            case 2 -> Kernels.add2x2(c0, c1, a, ka, rows, b0[k], b0[k + 1], b1[k], b1[k + 1]);
            case 1 -> Kernels.add2x1(c0, c1, a[ka], rows, b0[k], b1[k]);
            default -> {}
        }
    }

    private static void addFour(
            double[] c0, double[] c1, double[][] a, int ka, double[] b0, double[] b1, int k, int rows) {
        Kernels.add2x4(
                c0, c1, a, ka, rows, b0[k], b0[k + 1], b0[k + 2], b0[k + 3], b1[k], b1[k + 1], b1[k + 2], b1[k + 3]);
    }

    private static void addFive(
            double[] c0, double[] c1, double[][] a, int ka, double[] b0, double[] b1, int k, int rows) {
        Kernels.add2x5(
                c0, c1, a, ka, rows, b0[k], b0[k + 1], b0[k + 2], b0[k + 3], b0[k + 4], b1[k], b1[k + 1], b1[k + 2],
                b1[k + 3], b1[k + 4]);
    }

    private static void addTwoTransposed(
            double[][] c, int jc, double[][] a, int ka, double[][] b, int k, int j, int depth, int rows) {
        double[] c0 = c[jc], c1 = c[jc + 1];
        int end = k + depth;
        for (; k + 4 <= end; k += 4, ka += 4) {
            double[] b0 = b[k], b1 = b[k + 1], b2 = b[k + 2], b3 = b[k + 3];
            Kernels.add2x4(c0, c1, a, ka, rows, b0[j], b1[j], b2[j], b3[j], b0[j + 1], b1[j + 1], b2[j + 1], b3[j + 1]);
        }
        switch (end - k) {
            case 3 -> {
                double[] b0 = b[k], b1 = b[k + 1], b2 = b[k + 2];
                Kernels.add2x3(c0, c1, a, ka, rows, b0[j], b1[j], b2[j], b0[j + 1], b1[j + 1], b2[j + 1]);
            }
            case 2 -> {
                double[] b0 = b[k], b1 = b[k + 1];
                Kernels.add2x2(c0, c1, a, ka, rows, b0[j], b1[j], b0[j + 1], b1[j + 1]);
            }
            case 1 -> Kernels.add2x1(c0, c1, a[ka], rows, b[k][j], b[k][j + 1]);
            default -> {}
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
