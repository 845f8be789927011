package io.github.unroll;

/**
 * exp, tanh, sigmoid, softmax and log(1 + x): the same bits on every JVM, each within one unit in the last place of the correctly
 * rounded value.
 *
 * <p>{@code Math.exp} and {@code Math.tanh} are intrinsics that differ between JDKs, so only {@code + - * /}, {@code Math.fma},
 * {@code Math.abs/min/max} and bit operations are used. The scalar forms are the definition. The array forms apply the same steps, in
 * short passes over a small buffer that C2 turns into vector code, and return exactly the same bits. exp, tanh and sigmoid are ratios of
 *
 * <pre>{@code
 * E = e^y = s (1 + h + w)      s = 2^n,  n = round(y / ln 2),  h = y - n LN2_HIGH exactly,  |h| < 0.35,  w the small rest
 *
 * exp(x)     =  E              y = x
 * sigmoid(x) =  E / (E + 1)    y = x
 * tanh(x)    = -(E - 1) / (E + 1), with the sign of x,  y = -2 |x|
 * }</pre>
 *
 * <p>Largest errors found against 36 digits and more at millions of points, in units in the last place of the exact value:
 * exp 0.64 (0.75 where the result is subnormal), tanh 1.02, sigmoid 0.75 (1.00 from 36 to 38). tanh is odd bit for bit, and x
 * itself for |x| below 1e-8; NaN gives the canonical NaN.
 */
final class Elementary {

    /** 1 / ln 2. */
    private static final double LOG2_E = 0x1.71547652b82fep0;

    /** The first 42 bits of ln 2, so that n * LN2_HIGH is exact for |n| below 2^11, as in fdlibm. */
    private static final double LN2_HIGH = 0x1.62e42fefa38p-1;

    /** ln 2 - LN2_HIGH. */
    private static final double LN2_LOW = 0x1.ef35793c7673p-45;

    /** 1.5 * 2^52. A sum with it is rounded to an integer, and the integer is in the lowest bits of the sum. */
    private static final double SHIFT = 0x1.8p52;

    static final long SHIFT_BITS = Double.doubleToRawLongBits(SHIFT);

    /** From here on 2^n and every product with it are normal numbers; below it, and for NaN, the scalar forms decide. */
    static final int LOWEST = -1000;

    /** sigmoid is 1 from here on. */
    static final double SATURATED = 40;

    // q(r) = (e^r - 1 - r) / r^2 = C2 + C3 r + ... + C12 r^10. C2 = 1/2; the others by least squares of e^r - 1 - r
    // at the zeros of the Chebyshev polynomial of degree 200 on |r| <= ln(2)/2, in 60 digits (mpmath): one coefficient
    // at a time, lowest first, is rounded to double and the rest fitted again. r^2 q(r) is then within 6.2e-20 of
    // e^r - 1 - r. One degree less: 5.9e-18, 0.4 ulp of tanh(0.06).
    private static final double C2 = 0.5;
    private static final double C3 = 0x1.555555555555cp-3;
    private static final double C4 = 0x1.5555555555558p-5;
    private static final double C5 = 0x1.111111110e9efp-7;
    private static final double C6 = 0x1.6c16c16c1500bp-10;
    private static final double C7 = 0x1.a01a01b44afdfp-13;
    private static final double C8 = 0x1.a01a01ad76d18p-16;
    private static final double C9 = 0x1.71ddee618dfa9p-19;
    private static final double C10 = 0x1.27e4cc2826ac8p-22;
    private static final double C11 = 0x1.af6e9ed5c05d5p-26;
    private static final double C12 = 0x1.1f8bb2365bf47p-29;

    /** The bits of sqrt(1/2), rounded down: subtracted from the bits of u, they leave k in the exponent's place. */
    private static final long SQRT_HALF_BITS = Double.doubleToRawLongBits(0x1.6a09e667f3bccp-1);

    private static final long MANTISSA = (1L << 52) - 1;

    private Elementary() {}

    // ---- scalar forms

    /** e^x: +infinity from 709.79 on, subnormal below -708.4, 0 below -745.14. */
    static double exp(double x) {
        if (!(x >= -746 && x <= 710)) {
            return x > 0 ? Double.POSITIVE_INFINITY : x < 0 ? 0 : Double.NaN;
        }
        double shifted = shifted(x);
        double h = high(x, shifted);
        double w = low(h, shifted);
        long n = Double.doubleToRawLongBits(shifted) - SHIFT_BITS;
        if (Math.abs(n) > -LOWEST) {
            return exponential(power(n / 2), h, w) * power(n - n / 2); // at most the last product is not normal
        }
        return exponential(power(n), h, w);
    }

    /** tanh(x), never above 1 in magnitude. */
    static double tanh(double x) {
        double y = -2 * Math.abs(x);
        double shifted = shifted(y);
        long n = Double.doubleToRawLongBits(shifted) - SHIFT_BITS;
        if (isOutside(n - LOWEST)) {
            return x > 0 ? 1 : x < 0 ? -1 : Double.NaN;
        }
        double h = high(y, shifted);
        double s = power(n);
        double a = minusOne(s, h);
        return withSign(quotient(a, minusOneLow(a, s, h, low(h, shifted)), 2), x);
    }

    /** sigmoid(x) = 1 / (1 + e^-x), with full relative accuracy for negative x. */
    static double sigmoid(double x) {
        double y = Math.min(x, SATURATED);
        double shifted = shifted(y);
        long n = Double.doubleToRawLongBits(shifted) - SHIFT_BITS;
        if (isOutside(n - LOWEST)) {
            return exp(x); // E + 1 rounds to 1
        }
        double h = high(y, shifted);
        double s = power(n);
        double a = whole(s, h);
        return quotient(a, wholeLow(a, s, h, low(h, shifted)), 1);
    }

    /**
     * log(1 + x) for x from 0 on, infinity and NaN. Half the time of StrictMath's; largest error found at millions of points:
     * 0.86 units in the last place.
     *
     * <pre>{@code
     * 1 + x = u + rest exactly       u = 2^k (1 + g),   1 + g from sqrt(1/2) to sqrt(2), g exact
     * log(1 + x) = k ln 2 + log(1 + g) + rest / u
     * log(1 + g) = 2 artanh(s) = 2 s (1 + z q) = g - (g^2/2 - s (g^2/2 + 2 z q))      s = g / (2 + g),  z = s^2
     * q = 1/3 + z/5 + z^2/7 + ... + z^9/21      log(1 + g) is then within 6.5e-19 of itself, relatively
     * }</pre>
     */
    static double log1p(double x) {
        if (!(x < Double.POSITIVE_INFINITY)) {
            return x > 0 ? x : Double.NaN;
        }
        double u = 1 + x;
        double rest = x < 1 ? x - (u - 1) : 1 - (u - x);
        long bits = Double.doubleToRawLongBits(u) - SQRT_HALF_BITS;
        double k = bits >> 52;
        double g = Double.longBitsToDouble((bits & MANTISSA) + SQRT_HALF_BITS) - 1;
        double s = g / (2 + g);
        double z = s * s;
        double q = Math.fma(z, 1.0 / 21, 1.0 / 19);
        q = Math.fma(z, q, 1.0 / 17);
        q = Math.fma(z, q, 1.0 / 15);
        q = Math.fma(z, q, 1.0 / 13);
        q = Math.fma(z, q, 1.0 / 11);
        q = Math.fma(z, q, 1.0 / 9);
        q = Math.fma(z, q, 1.0 / 7);
        q = Math.fma(z, q, 1.0 / 5);
        q = Math.fma(z, q, 1.0 / 3);
        double half = 0.5 * g * g;
        double low = Math.fma(s, Math.fma(2 * z, q, half), Math.fma(k, LN2_LOW, rest / u));
        return k * LN2_HIGH - (half - low - g);
    }

    // ---- array forms, in place: z is (rows, columns), stored as its columns

    /** z = tanh(z). */
    static void tanh(double[][] z, ElementaryBlock block) {
        block.run(ElementaryBlock.TANH, z, Elementary::tanh);
    }

    /** z = sigmoid(z). */
    static void sigmoid(double[][] z, ElementaryBlock block) {
        block.run(ElementaryBlock.SIGMOID, z, Elementary::sigmoid);
    }

    /**
     * Each column becomes exp(z - max) / sum: the column's own maximum, the sum in ascending row order, one division per element. A column
     * that contains NaN or +infinity, or nothing but -infinity, becomes NaN.
     */
    static void softmax(double[][] z, ElementaryBlock block) {
        for (double[] column : z) {
            double max = Double.NEGATIVE_INFINITY;
            for (double value : column) {
                if (value > max) {
                    max = value;
                }
            }
            for (int i = 0; i < column.length; i++) {
                column[i] -= max;
            }
        }
        block.run(ElementaryBlock.EXP_OF_NEGATIVE, z, Elementary::exp);
        for (double[] column : z) {
            double sum = 0;
            for (double value : column) {
                sum += value;
            }
            for (int i = 0; i < column.length; i++) {
                column[i] /= sum;
            }
        }
    }

    // ---- the steps for one element

    /** SHIFT + n,  n = round(y / ln 2). */
    static double shifted(double y) {
        return Math.fma(y, LOG2_E, SHIFT);
    }

    /** h = y - n LN2_HIGH, exact. */
    static double high(double y, double shifted) {
        return Math.fma(SHIFT - shifted, LN2_HIGH, y);
    }

    /** w = r^2 q(r) - n LN2_LOW,  r = h - n LN2_LOW = y - n ln 2: what h lacks of e^r - 1. */
    static double low(double h, double shifted) {
        double rest = (shifted - SHIFT) * LN2_LOW;
        double r = h - rest;
        double q = Math.fma(r, C12, C11);
        q = Math.fma(r, q, C10);
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

    /** 2^n, from n or from the bits of SHIFT + n: the left shift keeps the lowest 12 bits only. */
    static double power(long n) {
        return Double.longBitsToDouble((n + 1023) << 52);
    }

    /** Whether n - LOWEST, or one of several whose bitwise or is given, is not in [0, 2048). */
    static boolean isOutside(long union) {
        return union >>> 11 != 0;
    }

    /** E, the sum 1 + h + w with the error of its first addition put back. */
    static double exponential(double s, double h, double w) {
        double m = 1 + h;
        double mError = (m - 1) - h - w;
        return (m - mError) * s;
    }

    /** E = a + aLow; this is a. */
    static double whole(double s, double h) {
        return Math.fma(s, h, s);
    }

    /** E - a. */
    static double wholeLow(double a, double s, double h, double w) {
        return Math.fma(s, w, Math.fma(s, h, s - a));
    }

    /** E - 1 = a + aLow, for E up to 1; this is a. */
    static double minusOne(double s, double h) {
        return Math.fma(s, h, s - 1);
    }

    /** E - 1 - a, with what s - 1 lost for small s. */
    static double minusOneLow(double a, double s, double h, double w) {
        double t = s - 1;
        return Math.fma(s, w, Math.fma(s, h, t - a) - (t + 1 - s));
    }

    /** A / (A + c) for A = a + aLow: a first quotient, then what it leaves of A, divided too; with one division in all. */
    static double quotient(double a, double aLow, double c) {
        double d = a + c;
        double dLow = a - (d - c) + aLow; //  A + c = d + dLow
        double inverse = 1 / (d + dLow);
        double first = a * inverse;
        double left = Math.fma(-first, dLow, Math.fma(-first, d, a) + aLow);
        return Math.fma(left, inverse, first);
    }

    /** |value| with the sign of x, given |tanh x| up to |x|. Math.copySign, which C2 does not vectorize: 0.47 ns instead of 0.33. */
    static double withSign(double value, double x) {
        double magnitude = Math.abs(value);
        return Math.max(Math.min(x, magnitude), -magnitude);
    }
}
