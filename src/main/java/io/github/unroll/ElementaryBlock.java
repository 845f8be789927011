package io.github.unroll;

import java.util.function.DoubleUnaryOperator;

/**
 * The next elements of z, column after column so that short columns share a block, and the passes over them.
 *
 * <p>C2 vectorizes a loop if all its arrays are indexed alike and its body has less than 60 nodes (LoopUnrollLimit): about 20 operations
 * on three arrays. Nanoseconds per element on both JDKs: reduce 0.7, powers 0.5, the division 0.4, every other pass 0.1 to 0.3.
 * Rejected: one loop over the scalar form, 10.8 for tanh; minusOne and the division in one pass, or a fourth array to write to, scalar
 * code on JDK 17, 2.7 for that pass alone; blocks of 128, 0.2 slower for long calls and no faster for short ones.
 */
final class ElementaryBlock {

    private static final int SIZE = 256;

    /** Columns up to this long are copied one by one: with arraycopy a sigmoid costs 13 ns in columns of 1 row, so 4.4. */
    private static final int SHORT = 8;

    /** One step for every element of a block. */
    interface Pass {

        void on(ElementaryBlock block);
    }

    static final Pass[] TANH = {
        ElementaryBlock::minusTwiceAbs,
        ElementaryBlock::reduce,
        ElementaryBlock::powers,
        ElementaryBlock::minusOne,
        b -> b.overItselfPlus(2),
        ElementaryBlock::withSign
    };

    static final Pass[] SIGMOID = {
        ElementaryBlock::saturate,
        ElementaryBlock::reduce,
        ElementaryBlock::powers,
        ElementaryBlock::whole,
        b -> b.overItselfPlus(1)
    };

    static final Pass[] EXP_OF_NEGATIVE = {
        ElementaryBlock::reduce, ElementaryBlock::powers, ElementaryBlock::exponential
    };

    private double[][] z;
    private int rows;
    private long total;
    private long start;
    private int count;
    private boolean ordinary;
    private double[] x = {}; // x, then y, h, the numerator, the result
    private double[] s; // SHIFT + n, then 2^n
    private double[] w; // w, then the low part of the numerator

    /**
     * Takes z block by block through the passes; a block with an element they cannot take goes through the scalar form.
     *
     * <p>The call {@code pass.on} sees three passes and more, so C2 does not inline it and compiles each pass by itself. Inlined into one
     * method, one or the other of six loops was not vectorized: 4.8 ns for tanh on JDK 17 and 3.3 on 25, instead of 2.7 and 2.6.
     */
    void run(Pass[] passes, double[][] z, DoubleUnaryOperator scalar) {
        begin(z);
        while (next()) {
            load(x);
            for (Pass pass : passes) {
                pass.on(this);
            }
            if (!ordinary) {
                apply(scalar);
            }
            store();
        }
    }

    /** Before the first block of z. */
    void begin(double[][] z) {
        this.z = z;
        rows = Kernels.rows(z);
        total = (long) rows * z.length;
        start = 0;
        count = 0;
        int size = (int) Math.min(SIZE, total);
        if (x.length < size) {
            x = new double[size];
            s = new double[size];
            w = new double[size];
        }
    }

    /** Moves to the next block; false at the end. */
    boolean next() {
        start += count;
        count = (int) Math.min(x.length, total - start);
        return count > 0;
    }

    void minusTwiceAbs() {
        for (int k = 0; k < count; k++) {
            x[k] = -2 * Math.abs(x[k]);
        }
    }

    void saturate() {
        for (int k = 0; k < count; k++) {
            x[k] = Math.min(x[k], Elementary.SATURATED);
        }
    }

    void reduce() {
        for (int k = 0; k < count; k++) {
            double shifted = Elementary.shifted(x[k]);
            double h = Elementary.high(x[k], shifted);
            s[k] = shifted;
            x[k] = h;
            w[k] = Elementary.low(h, shifted);
        }
    }

    /** Neither JDK vectorizes this one: the bits of a double move to a long one by one. */
    void powers() {
        long union = 0;
        for (int k = 0; k < count; k++) {
            long bits = Double.doubleToRawLongBits(s[k]);
            union |= bits - (Elementary.SHIFT_BITS + Elementary.LOWEST);
            s[k] = Elementary.power(bits);
        }
        ordinary = !Elementary.isOutside(union);
    }

    void exponential() {
        for (int k = 0; k < count; k++) {
            x[k] = Elementary.exponential(s[k], x[k], w[k]);
        }
    }

    void whole() {
        for (int k = 0; k < count; k++) {
            double a = Elementary.whole(s[k], x[k]);
            w[k] = Elementary.wholeLow(a, s[k], x[k], w[k]);
            x[k] = a;
        }
    }

    void minusOne() {
        for (int k = 0; k < count; k++) {
            double a = Elementary.minusOne(s[k], x[k]);
            w[k] = Elementary.minusOneLow(a, s[k], x[k], w[k]);
            x[k] = a;
        }
    }

    void overItselfPlus(double c) {
        for (int k = 0; k < count; k++) {
            x[k] = Elementary.quotient(x[k], w[k], c);
        }
    }

    void withSign() {
        load(s);
        for (int k = 0; k < count; k++) {
            x[k] = Elementary.withSign(x[k], s[k]);
        }
    }

    void apply(DoubleUnaryOperator scalar) {
        load(s);
        for (int k = 0; k < count; k++) {
            x[k] = scalar.applyAsDouble(s[k]);
        }
    }

    void load(double[] buffer) {
        copy(buffer, false);
    }

    void store() {
        copy(x, true);
    }

    private void copy(double[] buffer, boolean out) {
        int j = (int) (start / rows);
        int i = (int) (start % rows);
        if (rows <= SHORT) {
            copyShort(buffer, out, j, i);
            return;
        }
        for (int k = 0; k < count; i = 0, j++) {
            int run = Math.min(rows - i, count - k);
            if (out) {
                System.arraycopy(buffer, k, z[j], i, run);
            } else {
                System.arraycopy(z[j], i, buffer, k, run);
            }
            k += run;
        }
    }

    private void copyShort(double[] buffer, boolean out, int j, int i) {
        double[] column = z[j];
        for (int k = 0; k < count; k++, i++) {
            if (i == rows) {
                column = z[++j];
                i = 0;
            }
            if (out) {
                column[i] = buffer[k];
            } else {
                buffer[k] = column[i];
            }
        }
    }
}
