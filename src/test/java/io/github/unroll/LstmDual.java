package io.github.unroll;

import java.util.List;
import java.util.Map;

/**
 * An LSTM and its losses as scalars, on dual numbers: a value and its slope in one direction, by the rules of calculus
 * for single operations. No formula of a backward pass, no matrix product, no step of a difference.
 */
final class LstmDual {

    /** {@code value + slope ε}, {@code ε² = 0}. */
    record Dual(double value, double slope) {

        static final Dual ZERO = new Dual(0, 0);
        static final Dual ONE = new Dual(1, 0);

        Dual plus(Dual b) {
            return new Dual(value + b.value, slope + b.slope);
        }

        Dual minus(Dual b) {
            return new Dual(value - b.value, slope - b.slope);
        }

        Dual times(Dual b) {
            return new Dual(value * b.value, value * b.slope + slope * b.value);
        }

        Dual times(double b) {
            return new Dual(value * b, slope * b);
        }

        Dual over(Dual b) {
            return new Dual(value / b.value, (slope * b.value - value * b.slope) / (b.value * b.value));
        }

        Dual exp() {
            return new Dual(StrictMath.exp(value), slope * StrictMath.exp(value));
        }

        Dual log() {
            return new Dual(StrictMath.log(value), slope / value);
        }

        Dual tanh() {
            double cosh = StrictMath.cosh(value);
            return new Dual(StrictMath.tanh(value), slope / (cosh * cosh));
        }

        Dual sigmoid() {
            return ONE.over(ONE.plus(times(-1).exp()));
        }
    }

    private final LstmCase c;
    private final String direction; // the name of what is moved
    private final int step;
    private final int row;
    private final int column;

    private LstmDual(LstmCase c, String direction, int step, int row, int column) {
        this.c = c;
        this.direction = direction;
        this.step = step;
        this.row = row;
        this.column = column;
    }

    /** A loss on the hidden states, the last cell states and the logits of one example: a[t][i], c[i], z[t][k]. */
    interface ExampleLoss {
        Dual of(int example, Dual[][] a, Dual[] c, Dual[][] z);
    }

    /** The gradient at the matrix of this name, or of step {@code step} of x. */
    static Matrix gradient(LstmCase c, String name, int step, ExampleLoss loss) {
        Matrix at = name.equals("x") ? c.x().get(step) : matrix(c, name);
        double[][] gradient = new double[at.rows()][at.columns()];
        for (int i = 0; i < at.rows(); i++) {
            for (int j = 0; j < at.columns(); j++) {
                gradient[i][j] = new LstmDual(c, name, step, i, j).loss(loss).slope();
            }
        }
        return Matrix.of(gradient);
    }

    private static Matrix matrix(LstmCase c, String name) {
        return switch (name) {
            case "a0" -> c.a0();
            case "c0" -> c.c0();
            default -> c.parameters().named().get(name);
        };
    }

    private Dual get(Matrix from, String name, int t, int i, int j) {
        boolean moved = direction.equals(name) && step == t && row == i && column == j;
        return new Dual(from.get(i, j), moved ? 1 : 0);
    }

    private Dual loss(ExampleLoss loss) {
        Dual sum = Dual.ZERO;
        for (int j = 0; j < c.a0().columns(); j++) {
            sum = sum.plus(example(j, loss));
        }
        return sum;
    }

    private Dual example(int j, ExampleLoss loss) {
        LstmParameters p = c.parameters();
        int T = c.x().size();
        Dual[] a = new Dual[p.nA()];
        Dual[] cell = new Dual[p.nA()];
        for (int i = 0; i < p.nA(); i++) {
            a[i] = get(c.a0(), "a0", 0, i, j);
            cell[i] = get(c.c0(), "c0", 0, i, j);
        }
        Dual[][] as = new Dual[T][];
        Dual[][] zs = new Dual[T][p.nY()];
        for (int t = 0; t < T; t++) {
            Dual[] concat = new Dual[p.nA() + p.nX()];
            System.arraycopy(a, 0, concat, 0, p.nA());
            for (int i = 0; i < p.nX(); i++) {
                concat[p.nA() + i] = get(c.x().get(t), "x", t, i, j);
            }
            Dual[] aNext = new Dual[p.nA()];
            for (int i = 0; i < p.nA(); i++) {
                Dual f = affine("f", i, concat).sigmoid();
                Dual u = affine("i", i, concat).sigmoid();
                Dual k = affine("c", i, concat).tanh();
                Dual o = affine("o", i, concat).sigmoid();
                cell[i] = f.times(cell[i]).plus(u.times(k));
                aNext[i] = o.times(cell[i].tanh());
            }
            a = aNext;
            as[t] = a;
            for (int i = 0; i < p.nY(); i++) {
                zs[t][i] = affine("y", i, a);
            }
        }
        return loss.of(j, as, cell, zs);
    }

    /** Row i of {@code W v + b}. */
    private Dual affine(String gate, int i, Dual[] v) {
        Map<String, Matrix> named = c.parameters().named();
        Dual sum = get(named.get("b" + gate), "b" + gate, 0, i, 0);
        for (int k = 0; k < v.length; k++) {
            sum = sum.plus(get(named.get("W" + gate), "W" + gate, 0, i, k).times(v[k]));
        }
        return sum;
    }

    /** {@code sum of <da<t>, a<t>> + <dcLast, c<T>>}. */
    static ExampleLoss linear(LstmCase of) {
        return (j, a, c, z) -> {
            Dual sum = Dual.ZERO;
            for (int i = 0; i < c.length; i++) {
                sum = sum.plus(c[i].times(of.dcLast().get(i, j)));
                for (int t = 0; t < a.length; t++) {
                    sum = sum.plus(a[t][i].times(of.da().get(t).get(i, j)));
                }
            }
            return sum;
        };
    }

    /** The sum of a loss at every step, from the textbook formula in the prediction. */
    static ExampleLoss summed(Loss.Kind kind, Output output, List<Matrix> targets) {
        return (j, a, c, z) -> {
            Dual sum = Dual.ZERO;
            for (int t = 0; t < z.length; t++) {
                Dual[] y = predict(output, z[t]);
                for (int i = 0; i < y.length; i++) {
                    sum = sum.plus(term(kind, y[i], targets.get(t).get(i, j)));
                }
            }
            return sum;
        };
    }

    private static Dual term(Loss.Kind kind, Dual y, double target) {
        return switch (kind) {
            case SOFTMAX_CROSS_ENTROPY -> y.log().times(-target);
            case SIGMOID_BINARY_CROSS_ENTROPY ->
                y.log().times(-target).plus(Dual.ONE.minus(y).log().times(target - 1));
            case HALF_SQUARED_ERROR -> {
                Dual difference = y.minus(new Dual(target, 0));
                yield difference.times(difference).times(0.5);
            }
        };
    }

    private static Dual[] predict(Output output, Dual[] z) {
        Dual[] y = new Dual[z.length];
        Dual sum = Dual.ZERO;
        for (Dual logit : z) {
            sum = sum.plus(logit.exp());
        }
        for (int i = 0; i < z.length; i++) {
            y[i] = switch (output) {
                case SOFTMAX -> z[i].exp().over(sum);
                case SIGMOID -> z[i].sigmoid();
                case IDENTITY -> z[i];
            };
        }
        return y;
    }
}
