package io.github.unroll;

final class Elementary {
    private static final double LOG2_E = 0x1.71547652b82fep0;
    private static final double LN2_HIGH = 0x1.62e42fefa38p-1;
    private static final double LN2_LOW = 0x1.ef35793c7673p-45;
    private static final double SHIFT = 0x1.8p52;
    private static final long LOWEST = Double.doubleToRawLongBits(SHIFT) - 1000;
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
    private static final int BLOCK = 256;

    private Elementary() {}

    static double exp(double x) {
        if (!(x >= -746 && x <= 710)) {
            return x > 0 ? Double.POSITIVE_INFINITY : x < 0 ? 0 : Double.NaN;
        }
        double t = shifted(x);
        double h = high(x, t);
        double w = low(h, t);
        int n = (int) (Double.doubleToRawLongBits(t) - LOWEST) - 1000;
        if (n >= -1000 && n <= 1000) {
            return product(power(Double.doubleToRawLongBits(t)), h, w);
        }
        return product(power(n / 2), h, w) * power(n - n / 2);
    }

    static double tanh(double x) {
        double y = -2 * Math.abs(x);
        double t = shifted(y);
        long bits = Double.doubleToRawLongBits(t);
        if (outside(bits - LOWEST)) {
            return x > 0 ? 1 : x < 0 ? -1 : Double.NaN;
        }
        double h = high(y, t);
        return sign(x, difference(power(bits), h, low(h, t)));
    }

    static double sigmoid(double x) {
        double y = Math.min(x, 40);
        double t = shifted(y);
        long bits = Double.doubleToRawLongBits(t);
        if (outside(bits - LOWEST)) {
            return exp(x);
        }
        double h = high(y, t);
        return proportion(power(bits), h, low(h, t));
    }

    private static boolean outside(long union) {
        return union >>> 11 != 0;
    }

    private static double shifted(double y) {
        return Math.fma(y, LOG2_E, SHIFT);
    }

    private static double power(long n) {
        return Double.longBitsToDouble((n + 1023) << 52);
    }

    private static double high(double y, double shifted) {
        return Math.fma(SHIFT - shifted, LN2_HIGH, y);
    }

    private static double low(double high, double shifted) {
        double rest = (shifted - SHIFT) * LN2_LOW;
        double r = high - rest;
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

    private static double product(double s, double h, double w) {
        double m = 1 + h;
        double e = (m - 1) - h - w;
        return (m - e) * s;
    }

    private static double difference(double s, double h, double w) {
        double a = s - 1;
        double n = Math.fma(s, h, a);
        double nError = Math.fma(-s, w, Math.fma(-s, h, n - a) - (s - (a + 1)));
        double d = n + 2;
        double dError = nError - (n - (d - 2));
        return ratio(n, nError, d, dError);
    }

    private static double proportion(double s, double h, double w) {
        double n = Math.fma(s, h, s);
        double nError = Math.fma(-s, w, Math.fma(-s, h, n - s));
        double d = n + 1;
        double dError = nError - (n - (d - 1));
        return ratio(n, nError, d, dError);
    }

    private static double ratio(double n, double nError, double d, double dError) {
        double inverse = 1 / (d - dError);
        double t = Math.fma(n, inverse, 0.0);
        double rest = Math.fma(t, dError, Math.fma(-t, d, n) - nError);
        return Math.fma(rest, inverse, t);
    }

    private static double sign(double x, double value) {
        double q = Math.abs(value);
        return Math.max(Math.min(x, q), -q);
    }

    static void tanh(double[][] z) {
        Block b = new Block(z);
        while (b.next()) {
            int count = b.count;
            double[] x = b.x;
            double[] s = b.s;
            double[] w = b.w;
            b.load(x);
            fold(count, x);
            boolean ordinary = core(count, x, s, w);
            differences(count, x, s, w);
            b.load(s);
            signs(count, x, s);
            if (!ordinary) {
                for (int k = 0; k < count; k++) {
                    x[k] = tanh(s[k]);
                }
            }
            b.store();
        }
    }

    static void sigmoid(double[][] z) {
        Block b = new Block(z);
        while (b.next()) {
            int count = b.count;
            double[] x = b.x;
            double[] s = b.s;
            double[] w = b.w;
            b.load(x);
            clamp(count, x);
            boolean ordinary = core(count, x, s, w);
            proportions(count, x, s, w);
            if (!ordinary) {
                b.load(s);
                for (int k = 0; k < count; k++) {
                    x[k] = sigmoid(s[k]);
                }
            }
            b.store();
        }
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
        exp(z);
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

    private static void exp(double[][] z) {
        Block b = new Block(z);
        while (b.next()) {
            int count = b.count;
            double[] x = b.x;
            double[] s = b.s;
            double[] w = b.w;
            b.load(x);
            boolean ordinary = core(count, x, s, w);
            products(count, x, s, w);
            if (!ordinary) {
                b.load(s);
                for (int k = 0; k < count; k++) {
                    x[k] = exp(s[k]);
                }
            }
            b.store();
        }
    }

    private static void fold(int count, double[] x) {
        for (int k = 0; k < count; k++) {
            x[k] = -2 * Math.abs(x[k]);
        }
    }

    private static void differences(int count, double[] x, double[] s, double[] w) {
        for (int k = 0; k < count; k++) {
            x[k] = difference(s[k], x[k], w[k]);
        }
    }

    private static void signs(int count, double[] x, double[] s) {
        for (int k = 0; k < count; k++) {
            x[k] = sign(s[k], x[k]);
        }
    }

    private static void clamp(int count, double[] x) {
        for (int k = 0; k < count; k++) {
            x[k] = Math.min(x[k], 40);
        }
    }

    private static void proportions(int count, double[] x, double[] s, double[] w) {
        for (int k = 0; k < count; k++) {
            x[k] = proportion(s[k], x[k], w[k]);
        }
    }

    private static void products(int count, double[] x, double[] s, double[] w) {
        for (int k = 0; k < count; k++) {
            x[k] = product(s[k], x[k], w[k]);
        }
    }

    private static boolean core(int count, double[] x, double[] s, double[] w) {
        for (int k = 0; k < count; k++) {
            double t = shifted(x[k]);
            double h = high(x[k], t);
            s[k] = t;
            x[k] = h;
            w[k] = low(h, t);
        }
        long union = 0;
        for (int k = 0; k < count; k++) {
            long bits = Double.doubleToRawLongBits(s[k]);
            union |= bits - LOWEST;
            s[k] = power(bits);
        }
        return !outside(union);
    }

    private static final class Block {
        final double[][] z;
        final int rows;
        final double[] x;
        final double[] s;
        final double[] w;
        int left;
        int count;
        int column;
        int row;

        Block(double[][] z) {
            this.z = z;
            rows = z.length == 0 ? 0 : z[0].length;
            left = rows * z.length;
            int size = Math.min(BLOCK, left);
            x = new double[size];
            s = new double[size];
            w = new double[size];
        }

        boolean next() {
            count = Math.min(x.length, left);
            return count > 0;
        }

        void load(double[] target) {
            int j = column;
            int i = row;
            for (int k = 0; k < count; ) {
                int run = Math.min(rows - i, count - k);
                System.arraycopy(z[j], i, target, k, run);
                k += run;
                i = 0;
                j++;
            }
        }

        void store() {
            for (int k = 0; k < count; ) {
                int run = Math.min(rows - row, count - k);
                System.arraycopy(x, k, z[column], row, run);
                k += run;
                row += run;
                if (row == rows) {
                    row = 0;
                    column++;
                }
            }
            left -= count;
        }
    }
}
