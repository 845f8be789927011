package io.github.unroll;

/**
 * exp, tanh, sigmoid and softmax whose bits depend on nothing but their arguments.
 *
 * <p>{@code Math.exp} and {@code Math.tanh} are intrinsics that differ between JDKs, and {@code StrictMath.tanh} costs 20 ns. Here only
 * {@code + - * /}, {@code Math.fma} and bit operations are used, in one fixed order, so every JVM returns the same bits. The scalar
 * forms are the definition; the array forms, written so that C2 turns them into vector code, return exactly their bits.
 */
final class Elementary {

    /** 1 / ln 2. */
    private static final double LOG2_E = 0x1.71547652b82fep0;

    /** The first 42 bits of ln 2, so that n * LN2_HIGH is exact for |n| below 2^11. */
    private static final double LN2_HIGH = 0x1.62e42fefa38p-1;

    /** ln 2 - LN2_HIGH. */
    private static final double LN2_LOW = 0x1.ef35793c7673p-45;

    /** Adding 1.5 * 2^52 to a small number rounds it to an integer n and leaves n in the lowest bits of the sum. */
    private static final double SHIFT = 0x1.8p52;

    private static final long SHIFT_BITS = Double.doubleToRawLongBits(SHIFT);

    /** The passes take 2^n as one normal number: |n| up to 1000. What lies beyond, and NaN, goes to the scalar forms. */
    private static final long LOWEST = SHIFT_BITS - 1000;

    private static final long HIGHEST = SHIFT_BITS + 1000;

    // q(r) = (e^r - 1 - r) / r^2 for |r| <= ln 2 / 2 to 6e-18 / r^2
    private static final double C2 = 0.5;
    private static final double C3 = 0x1.555555555555cp-3;
    private static final double C4 = 0x1.5555555552fffp-5;
    private static final double C5 = 0x1.111111110e9efp-7;
    private static final double C6 = 0x1.6c16c17d5b30cp-10;
    private static final double C7 = 0x1.a01a01b44afdfp-13;
    private static final double C8 = 0x1.a019a96d6fd7bp-16;
    private static final double C9 = 0x1.71ddee618dfa9p-19;
    private static final double C10 = 0x1.28a130012b123p-22;
    private static final double C11 = 0x1.af6e9ed5c05d5p-26;

    private static final int BLOCK = 256;

    private static final int EXP = 0;
    private static final int TANH = 1;
    private static final int SIGMOID = 2;

    private Elementary() {}

    /** e^x. */
    static double exp(double x) {
        double shifted = Math.fma(x, LOG2_E, SHIFT);
        long bits = Double.doubleToRawLongBits(shifted);
        if (outside(bits) < 0 && !(x >= -746 && x <= 710)) {
            return x > 0 ? Double.POSITIVE_INFINITY : x < 0 ? 0 : Double.NaN;
        }
        double high = high(x, shifted);
        double low = low(high, shifted);
        double m = 1 + high;
        double mantissa = m + ((1 - m) + high + low);
        if (outside(bits) < 0) {
            int n = (int) (bits - SHIFT_BITS);
            return mantissa * power(n / 2 + SHIFT_BITS) * power(n - n / 2 + SHIFT_BITS);
        }
        return mantissa * power(bits);
    }

    static double tanh(double x) {
        double y = -2 * Math.abs(x);
        double shifted = Math.fma(y, LOG2_E, SHIFT);
        long bits = Double.doubleToRawLongBits(shifted);
        if (outside(bits) < 0) {
            return x > 0 ? 1 : x < 0 ? -1 : Double.NaN;
        }
        double high = high(y, shifted);
        return Math.copySign(quotient(power(bits), high, low(high, shifted), 1), x);
    }

    static double sigmoid(double x) {
        double shifted = Math.fma(x, LOG2_E, SHIFT);
        long bits = Double.doubleToRawLongBits(shifted);
        if (outside(bits) < 0) {
            return x > 0 ? 1 : exp(x);
        }
        double high = high(x, shifted);
        return quotient(power(bits), high, low(high, shifted), 0);
    }

    private static long outside(long bits) {
        return (bits - LOWEST) | (HIGHEST - bits);
    }

    private static double power(long bits) {
        return Double.longBitsToDouble((bits << 52) + 0x3ff0000000000000L);
    }

    private static double high(double y, double shifted) {
        return Math.fma(SHIFT - shifted, LN2_HIGH, y);
    }

    private static double low(double high, double shifted) {
        double rest = (shifted - SHIFT) * LN2_LOW;
        double r = high - rest;
        double q = Math.fma(r, C11, C10);
        q = Math.fma(r, q, C9);
        q = Math.fma(r, q, C8);
        q = Math.fma(r, q, C7);
        q = Math.fma(r, q, C6);
        q = Math.fma(r, q, C5);
        q = Math.fma(r, q, C4);
        q = Math.fma(r, q, C3);
        q = Math.fma(r, q, C2);
        return Math.fma(r * r, q, -rest);
    }

    /** (E - c) / (E + 1) for E = s (1 + h + w), E at most 1 unless c = 0. */
    private static double quotient(double s, double h, double w, double c) {
        double m = 1 + h;
        double e = s * ((1 - m) + h + w);
        double n = Math.fma(s, m, -c);
        double nLow = Math.fma(s, m, -c - n) + e;
        double d = Math.fma(s, m, 1);
        double dLow = Math.fma(s, m, 1 - d) + e;
        double inverse = 1 / (d + dLow);
        double t = n * inverse;
        double rest = Math.fma(-t, d, n) + Math.fma(-t, dLow, nLow);
        return Math.fma(rest, inverse, t);
    }

    static void tanh(double[][] z) {
        map(z, TANH);
    }

    static void sigmoid(double[][] z) {
        map(z, SIGMOID);
    }

    static void softmax(double[][] z) {
        for (double[] column : z) {
            double max = column[0];
            for (int i = 1; i < column.length; i++) {
                if (column[i] > max) {
                    max = column[i];
                }
            }
            for (int i = 0; i < column.length; i++) {
                column[i] -= max;
            }
        }
        map(z, EXP);
        for (double[] column : z) {
            double sum = 0;
            for (int i = 0; i < column.length; i++) {
                sum += column[i];
            }
            for (int i = 0; i < column.length; i++) {
                column[i] /= sum;
            }
        }
    }

    private static void map(double[][] z, int function) {
        if (z.length == 0) {
            return;
        }
        int rows = z[0].length;
        int total = rows * z.length;
        int size = Math.min(BLOCK, total);
        double[] y = new double[size];
        double[] s = new double[size];
        double[] h = new double[size];
        double[] w = new double[size];
        int column = 0;
        int row = 0;
        for (int done = 0; done < total; done += size) {
            int count = Math.min(size, total - done);
            int j = column;
            int i = row;
            for (int k = 0; k < count; ) {
                int run = Math.min(rows - i, count - k);
                System.arraycopy(z[j], i, y, k, run);
                k += run;
                i += run;
                if (i == rows) {
                    i = 0;
                    j++;
                }
            }
            if (function == TANH) {
                for (int k = 0; k < count; k++) {
                    y[k] = -2 * Math.abs(y[k]);
                }
            }
            boolean ordinary = core(count, y, s, h, w);
            if (function == EXP) {
                product(count, y, s, h, w);
            } else {
                quotient(count, y, s, h, w, function == TANH ? 1 : 0);
            }
            for (int k = 0; k < count; k++) {
                double x = z[column][row];
                double value = y[k];
                if (function == TANH) {
                    value = Math.copySign(value, x);
                }
                if (!ordinary) {
                    value = function == TANH ? tanh(x) : function == SIGMOID ? sigmoid(x) : exp(x);
                }
                z[column][row] = value;
                if (++row == rows) {
                    row = 0;
                    column++;
                }
            }
        }
    }

    private static boolean core(int count, double[] y, double[] s, double[] h, double[] w) {
        for (int k = 0; k < count; k++) {
            s[k] = Math.fma(y[k], LOG2_E, SHIFT);
        }
        for (int k = 0; k < count; k++) {
            h[k] = Math.fma(SHIFT - s[k], LN2_HIGH, y[k]);
            w[k] = (s[k] - SHIFT) * LN2_LOW;
        }
        for (int k = 0; k < count; k++) {
            double r = h[k] - w[k];
            double q = Math.fma(r, C11, C10);
            q = Math.fma(r, q, C9);
            q = Math.fma(r, q, C8);
            q = Math.fma(r, q, C7);
            q = Math.fma(r, q, C6);
            y[k] = Math.fma(r, q, C5);
        }
        for (int k = 0; k < count; k++) {
            double r = h[k] - w[k];
            double q = Math.fma(r, y[k], C4);
            q = Math.fma(r, q, C3);
            q = Math.fma(r, q, C2);
            w[k] = Math.fma(r * r, q, -w[k]);
        }
        long outside = 0;
        for (int k = 0; k < count; k++) {
            long bits = Double.doubleToRawLongBits(s[k]);
            outside |= outside(bits);
            s[k] = power(bits);
        }
        return outside >= 0;
    }

    private static void product(int count, double[] y, double[] s, double[] h, double[] w) {
        for (int k = 0; k < count; k++) {
            double one = 1 + h[k];
            y[k] = (one + ((1 - one) + h[k] + w[k])) * s[k];
        }
    }

    private static void quotient(int count, double[] y, double[] s, double[] h, double[] w, double c) {
        for (int k = 0; k < count; k++) {
            double m = 1 + h[k];
            double e = s[k] * ((1 - m) + h[k] + w[k]);
            double n = Math.fma(s[k], m, -c);
            double nLow = Math.fma(s[k], m, -c - n) + e;
            double d = Math.fma(s[k], m, 1);
            double dLow = Math.fma(s[k], m, 1 - d) + e;
            double inverse = 1 / (d + dLow);
            double t = n * inverse;
            double rest = Math.fma(-t, d, n) + Math.fma(-t, dLow, nLow);
            y[k] = Math.fma(rest, inverse, t);
        }
    }
}
