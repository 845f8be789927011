package io.github.unroll;

import java.util.Arrays;

/**
 * Room into which products copy columns, and the buffers of elementary functions: for one product, or kept for all of a pass. For
 * one thread at a time.
 *
 * <p>There is one room for each number of rows that is asked for, with as many columns as were ever needed there.
 */
final class Workspace {

    private static final int COLUMNS = Products.GROUP + Products.DEPTH;

    private final boolean kept;
    private double[][][] rooms = {};
    private double[][] factors = {};
    private double[][] turned = {};
    private ElementaryBlock block;

    private Workspace(boolean kept) {
        this.kept = kept;
    }

    static Workspace once() {
        return new Workspace(false);
    }

    static Workspace kept() {
        return new Workspace(true);
    }

    /** Whether room that has been made will be used again. */
    boolean isKept() {
        return kept;
    }

    /** New columns, which no workspace keeps: at least so many rows, aligned alike. */
    static double[][] newColumns(int rows, int count) {
        return Kernels.zeros(length(rows), count);
    }

    // with 6 mod 8 elements an array takes a multiple of 64 bytes, header included, so the next is aligned alike
    private static int length(int rows) {
        return (rows + 1 & -8) + 6;
    }

    /** The buffers of elementary functions. */
    ElementaryBlock block() {
        if (block == null) {
            block = new ElementaryBlock();
        }
        return block;
    }

    /** Room for the factors of a run, (DEPTH, count); they hold anything. */
    double[][] factors(int count) {
        if (factors.length < count) {
            int made = factors.length;
            factors = Arrays.copyOf(factors, count);
            for (; made < count; made++) {
                factors[made] = new double[Products.DEPTH];
            }
        }
        return factors.length == count ? factors : Arrays.copyOf(factors, count);
    }

    /** Room for a C that is turned, (rows, count), kept until another shape is asked for; it holds anything. */
    double[][] turned(int rows, int count) {
        if (turned.length != count || Kernels.rows(turned) != rows) {
            turned = Kernels.zeros(rows, count);
        }
        return turned;
    }

    /** At least so many columns of at least so many rows, made in the order in which products take them; they hold anything. */
    double[][] columns(int rows, int count) {
        int length = length(rows);
        double[][] room = room(length);
        int made = count;
        while (made > 0 && room[made - 1] == null) {
            made--;
        }
        for (; made < count; made++) {
            room[made] = new double[length];
        }
        return room;
    }

    private double[][] room(int length) {
        for (double[][] room : rooms) {
            if (room[0].length == length) {
                return room;
            }
        }
        double[][] room = new double[COLUMNS][];
        rooms = Arrays.copyOf(rooms, rooms.length + 1);
        rooms[rooms.length - 1] = room;
        return room;
    }
}
