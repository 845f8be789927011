package io.github.unroll;

import java.util.ArrayList;
import java.util.List;

/**
 * Consecutive steps over which the reversed loop makes its products: enough for the products to be fast, and few enough for
 * the gradients between them to need little memory, used again from block to block.
 *
 * @param first the first step
 * @param last the last step, {@code first} or after it
 */
record Block(int first, int last) {

    /**
     * Columns of a block, about: two runs of a product's inner index. As fast as all steps in one block or up to 4 % faster,
     * and the gradients at the states of all steps, as much as the states themselves, are never there at one time. Rejected:
     * 512 and 1024 (no faster, nor with the products' runs as long), the forward pass in blocks too (no faster; its products
     * over all steps are its results).
     */
    static final int COLUMNS = 256;

    /** T steps of m examples, from the last block to the first. */
    static List<Block> reversed(int T, int m) {
        int steps = Math.max(1, COLUMNS / m);
        List<Block> blocks = new ArrayList<>();
        for (int last = T - 1; last >= 0; last -= steps) {
            blocks.add(new Block(Math.max(0, last - steps + 1), last));
        }
        return blocks;
    }
}
