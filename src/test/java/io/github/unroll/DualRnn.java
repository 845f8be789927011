package io.github.unroll;

import java.util.ArrayList;
import java.util.List;

/**
 * A second oracle without differences: an RNN as the textbook's triple loop over dual numbers, differentiated forward, one
 * entry after the other. It shares nothing with what it checks: no kernels, no elementary functions, and the losses as they
 * are defined.
 */
final class DualRnn {

    /**
     * A value and its derivative with respect to the one entry that is being moved.
     *
     * @param v the value
     * @param d the derivative
     */
    record Dual(double v, double d) {

        static final Dual ZERO = new Dual(0, 0);

        static Dual constant(double v) {
            return new Dual(v, 0);
        }

        Dual plus(Dual o) {
            return new Dual(v + o.v, d + o.d);
        }

        Dual minus(Dual o) {
            return new Dual(v - o.v, d - o.d);
        }

        Dual times(Dual o) {
            return new Dual(v * o.v, d * o.v + v * o.d);
        }

        Dual over(Dual o) {
            return new Dual(v / o.v, (d * o.v - v * o.d) / (o.v * o.v));
        }

        Dual times(double factor) {
            return new Dual(v * factor, d * factor);
        }

        Dual exp() {
            return new Dual(StrictMath.exp(v), d * StrictMath.exp(v));
        }

        Dual log() {
            return new Dual(StrictMath.log(v), d / v);
        }

        Dual tanh() {
            double cosh = StrictMath.cosh(v);
            return new Dual(StrictMath.tanh(v), d / (cosh * cosh));
        }

        Dual sigmoid() {
            return constant(1).over(constant(1).plus(times(-1).exp()));
        }

        Dual positive() {
            return v > 0 ? this : ZERO;
        }
    }

    /** The loss of states a[t][i][j], logits z[t][k][j] and predictions y[t][k][j]. */
    interface Head {
        Dual of(Dual[][][] a, Dual[][][] z, Dual[][][] y);
    }

    private final RnnCell cell;
    private final Head head;
    private final List<Dual[][]> x = new ArrayList<>();
    private final Dual[][] a0;
    private final Dual[][] Wax;
    private final Dual[][] Waa;
    private final Dual[][] Wya;
    private final Dual[][] ba;
    private final Dual[][] by;

    DualRnn(Problem problem, Head head) {
        this.cell = problem.cell();
        this.head = head;
        problem.x().forEach(xt -> x.add(constants(xt)));
        a0 = constants(problem.a0());
        Wax = constants(problem.parameters().Wax());
        Waa = constants(problem.parameters().Waa());
        Wya = constants(problem.parameters().Wya());
        ba = constants(problem.parameters().ba());
        by = constants(problem.parameters().by());
    }

    private static Dual[][] constants(Matrix matrix) {
        Dual[][] all = new Dual[matrix.rows()][matrix.columns()];
        for (int i = 0; i < all.length; i++) {
            for (int j = 0; j < all[i].length; j++) {
                all[i][j] = Dual.constant(matrix.get(i, j));
            }
        }
        return all;
    }

    /** {@code sum of da a}. */
    static Head given(List<Matrix> da) {
        return (a, z, y) -> {
            Dual sum = Dual.ZERO;
            for (int t = 0; t < a.length; t++) {
                for (int i = 0; i < a[t].length; i++) {
                    for (int j = 0; j < a[t][i].length; j++) {
                        sum = sum.plus(a[t][i][j].times(da.get(t).get(i, j)));
                    }
                }
            }
            return sum;
        };
    }

    /** {@code sum of w l}. */
    static Head loss(Loss.Kind kind, List<Matrix> targets, Matrix weights) {
        return (a, z, y) -> {
            Dual sum = Dual.ZERO;
            for (int t = 0; t < y.length; t++) {
                for (int k = 0; k < y[t].length; k++) {
                    for (int j = 0; j < y[t][k].length; j++) {
                        Dual term = term(
                                kind, z[t][k][j], y[t][k][j], targets.get(t).get(k, j));
                        sum = sum.plus(term.times(weights.get(j, t)));
                    }
                }
            }
            return sum;
        };
    }

    private static Dual term(Loss.Kind kind, Dual z, Dual y, double target) {
        return switch (kind) {
            case SOFTMAX_CROSS_ENTROPY -> y.log().times(-target);
            case SIGMOID_BINARY_CROSS_ENTROPY -> { // 1 - sigmoid(z) = sigmoid(-z), without the cancellation
                Dual other = z.times(-1).sigmoid();
                yield y.log().times(-target).plus(other.log().times(target - 1));
            }
            case HALF_SQUARED_ERROR -> {
                Dual error = y.minus(Dual.constant(target));
                yield error.times(error).times(0.5);
            }
        };
    }

    /** The loss, and its derivative with respect to the entry whose d is 1. */
    private Dual forward() {
        int T = x.size();
        Dual[][][] a = new Dual[T][][];
        Dual[][][] logits = new Dual[T][][];
        Dual[][][] y = new Dual[T][][];
        for (int t = 0; t < T; t++) {
            Dual[][] z = add(product(Wax, x.get(t)), product(Waa, t == 0 ? a0 : a[t - 1]), ba);
            a[t] = new Dual[z.length][z[0].length];
            for (int i = 0; i < z.length; i++) {
                for (int j = 0; j < z[i].length; j++) {
                    a[t][i][j] = activation(z[i][j]);
                }
            }
            Dual[][] Wyaa = product(Wya, a[t]);
            logits[t] = add(Wyaa, constants(Matrix.zeros(Wyaa.length, Wyaa[0].length)), by);
            y[t] = output(logits[t]);
        }
        return head.of(a, logits, y);
    }

    private static Dual[][] product(Dual[][] a, Dual[][] b) {
        Dual[][] c = new Dual[a.length][b[0].length];
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < b[0].length; j++) {
                c[i][j] = Dual.ZERO;
                for (int k = 0; k < b.length; k++) {
                    c[i][j] = c[i][j].plus(a[i][k].times(b[k][j]));
                }
            }
        }
        return c;
    }

    /** {@code u + v + bias}, the bias for every column. */
    private static Dual[][] add(Dual[][] u, Dual[][] v, Dual[][] bias) {
        Dual[][] sum = new Dual[u.length][u[0].length];
        for (int i = 0; i < u.length; i++) {
            for (int j = 0; j < u[i].length; j++) {
                sum[i][j] = u[i][j].plus(v[i][j]).plus(bias[i][0]);
            }
        }
        return sum;
    }

    private Dual activation(Dual z) {
        return switch (cell.activation()) {
            case TANH -> z.tanh();
            case RELU -> z.positive();
            case SIGMOID -> z.sigmoid();
            case IDENTITY -> z;
        };
    }

    private Dual[][] output(Dual[][] z) {
        Dual[][] y = new Dual[z.length][z[0].length];
        for (int j = 0; j < z[0].length; j++) {
            Dual sum = Dual.ZERO;
            for (Dual[] row : z) {
                sum = sum.plus(row[j].exp());
            }
            for (int k = 0; k < z.length; k++) {
                y[k][j] = switch (cell.output()) {
                    case SOFTMAX -> z[k][j].exp().over(sum);
                    case SIGMOID -> z[k][j].sigmoid();
                    case IDENTITY -> z[k][j];
                };
            }
        }
        return y;
    }

    /** The loss and its gradient with respect to everything. */
    RnnGradients gradients() {
        List<Matrix> dx = new ArrayList<>();
        x.forEach(xt -> dx.add(gradient(xt)));
        RnnParameters parameters =
                new RnnParameters(gradient(Wax), gradient(Waa), gradient(Wya), gradient(ba), gradient(by));
        return new RnnGradients(forward().v(), dx, gradient(a0), parameters);
    }

    private Matrix gradient(Dual[][] values) {
        double[][] gradient = new double[values.length][values[0].length];
        for (int i = 0; i < values.length; i++) {
            for (int j = 0; j < values[i].length; j++) {
                Dual value = values[i][j];
                values[i][j] = new Dual(value.v(), 1);
                gradient[i][j] = forward().d();
                values[i][j] = value;
            }
        }
        return Matrix.of(gradient);
    }
}
