package io.github.unroll;

import java.util.Arrays;

/**
 * A matrix that is the left factor of a product at every step, a recurrent weight matrix, (rows, columns): its columns are laid
 * out once for {@link Products}, in pieces of rows, each with room for columns of C before them and all aligned alike. At 128
 * rows and 32 columns of C 32 GFLOP/s instead of 27 with a copy at every step. For one thread at a time.
 *
 * <p>Where that would not be repaid the products take the columns where they lie.
 */
final class Packed {

    private final int rows;
    private final int columns;
    private final double[][] whole; // the very columns of A, which stay as they are, if there are no pieces
    private final double[][][] pieces; // of each piece of rows the room with all columns of A
    private boolean backwards; // whether the next product begins with the last piece

    private Packed(int rows, int columns, double[][] whole, double[][][] pieces) {
        this.rows = rows;
        this.columns = columns;
        this.whole = whole;
        this.pieces = pieces;
    }

    /** A, for T products with m columns. */
    static Packed of(double[][] a, int m, int T) {
        int rows = Kernels.rows(a);
        if (!isRepaid(rows, m) || (long) m * T < 4 * Products.GROUP) {
            return new Packed(rows, a.length, a, new double[0][][]);
        }
        Packed packed = room(rows, a.length);
        for (int i = 0; i < packed.pieces.length; i++) {
            for (int k = 0; k < a.length; k++) {
                double[] to = packed.pieces[i][Products.GROUP + k];
                System.arraycopy(a[k], packed.first(i), to, 0, packed.count(i));
            }
        }
        return packed;
    }

    /** A', for products with m columns; it is turned as it is copied. */
    static Packed ofTransposed(double[][] a, int m) {
        if (!isRepaid(a.length, m)) {
            return new Packed(a.length, Kernels.rows(a), Kernels.transpose(a), new double[0][][]);
        }
        Packed packed = room(a.length, Kernels.rows(a));
        for (int i = 0; i < packed.pieces.length; i++) {
            double[][] from = Arrays.copyOfRange(a, packed.first(i), packed.first(i) + packed.count(i));
            double[][] room = packed.pieces[i];
            Kernels.transpose(from, Arrays.copyOfRange(room, Products.GROUP, room.length));
        }
        return packed;
    }

    // rejected: for a single column too, 15 % slower at 100 rows
    private static boolean isRepaid(int rows, int m) {
        return rows >= Products.COPY_ROWS && m >= Products.GROUP;
    }

    private static Packed room(int rows, int columns) {
        int piece = Products.piece(rows);
        double[][][] pieces = new double[(rows + piece - 1) / piece][][];
        for (int i = 0; i < pieces.length; i++) {
            pieces[i] = Workspace.newColumns(piece, Products.GROUP + columns);
        }
        return new Packed(rows, columns, null, pieces);
    }

    int rows() {
        return rows;
    }

    int columns() {
        return columns;
    }

    /** The number of pieces; 0 where nothing is copied. */
    int pieces() {
        return pieces.length;
    }

    /** The first row of the i-th piece. */
    private int first(int i) {
        return i * Products.piece(rows);
    }

    /** The number of its rows. */
    private int count(int i) {
        return Math.min(Products.piece(rows), rows - first(i));
    }

    /**
     * C += A B, with c: (rows, n), b: (columns, n).
     *
     * <p>A product begins with the piece that the one before it ended with: a matrix that fills the last cache, as 1024 x 1024
     * fills one of 8 MB, comes from there in part. By itself it takes 26 to 28 GFLOP/s instead of 24 to 26; one of 2 MB 30 to
     * 33. Its columns had better lie one behind the other, as they were made: in any other order, which a garbage collection
     * in between leaves, 15.
     *
     * <p>Rejected for such a matrix: 64 columns of C kept for 64 columns of A at a time, so that A comes once a product (no
     * faster, and 512 x 512 4 to 8 % slower); with the columns that come next read ahead, four cache lines a pass (0 to 7 %,
     * on a busy processor -2 %); A in one array for each 64 columns, copied out at every step (no order to lose, but the forward
     * pass's products 5 to 8 % slower). In the order that is used, reading ahead: the next column or the next piece, two to
     * eight cache lines a pass (6 to 23 % slower); the first line of each column, for the prefetcher to begin its page (no
     * faster). Also rejected: to pack Wx and Wy (no faster).
     */
    void addProduct(double[][] c, double[][] b, Workspace workspace) {
        if (pieces.length == 0) {
            Products.addProduct(c, whole, b, workspace);
            return;
        }
        for (int x = 0; x < pieces.length; x++) {
            int i = backwards ? pieces.length - 1 - x : x;
            Products.addPiece(c, first(i), count(i), pieces[i], b);
        }
        backwards = !backwards;
    }
}
