package io.github.unroll;

import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The parameters of an LSTM, or a gradient with respect to them; the notebook's dictionary of the same keys. Each gate's
 * weights act on the concatenation {@code [a<t-1>; x<t>]}: the first nA columns on the state, the last nX on the input.
 *
 * @param Wf (nA, nA + nX), the forget gate
 * @param bf (nA, 1)
 * @param Wi (nA, nA + nX), the update (input) gate
 * @param bi (nA, 1)
 * @param Wc (nA, nA + nX), the candidate value
 * @param bc (nA, 1)
 * @param Wo (nA, nA + nX), the output gate
 * @param bo (nA, 1)
 * @param Wy (nY, nA), hidden to output
 * @param by (nY, 1)
 */
public record LstmParameters(
        Matrix Wf, Matrix bf, Matrix Wi, Matrix bi, Matrix Wc, Matrix bc, Matrix Wo, Matrix bo, Matrix Wy, Matrix by)
        implements Parameters<LstmParameters> {

    /**
     * Checks that the shapes belong together; nA is what most of them have, Wf gives nX and Wy gives nY.
     *
     * @param Wf (nA, nA + nX), the forget gate
     * @param bf (nA, 1)
     * @param Wi (nA, nA + nX), the update (input) gate
     * @param bi (nA, 1)
     * @param Wc (nA, nA + nX), the candidate value
     * @param bc (nA, 1)
     * @param Wo (nA, nA + nX), the output gate
     * @param bo (nA, 1)
     * @param Wy (nY, nA), hidden to output
     * @param by (nY, 1)
     * @throws IllegalArgumentException if a matrix is null or its shape does not fit
     */
    public LstmParameters {
        Shapes.present("LstmParameters", "bf", bf);
        int nA = Shapes.mostFrequent(bf.rows(), Shapes.rows(Wf), Shapes.rows(Wi), Shapes.columns(Wy));
        Shapes.check("LstmParameters", "bf", bf, "nA", nA, "1", 1);
        Shapes.check("LstmParameters", "Wf", Wf, "nA", nA, "nA + nX", Shapes.ANY);
        if (Wf.columns() <= nA) {
            throw Shapes.error("LstmParameters", "Wf", "(nA, nA + nX) with nA = " + nA, Shapes.of(Wf));
        }
        Shapes.gate("LstmParameters", "Wi", Wi, "bi", bi, nA, Wf.columns());
        Shapes.gate("LstmParameters", "Wc", Wc, "bc", bc, nA, Wf.columns());
        Shapes.gate("LstmParameters", "Wo", Wo, "bo", bo, nA, Wf.columns());
        Shapes.check("LstmParameters", "Wy", Wy, "nY", Shapes.ANY, "nA", nA);
        Shapes.check("LstmParameters", "by", by, "nY", Wy.rows(), "1", 1);
    }

    /**
     * From matrices that are found by name: {@code of(map::get)}, or of arrays that
     * {@code Npz} read {@code of(name -> arrays.get(name).asMatrix())}.
     *
     * @param values gives the matrix of each name: Wf, bf, Wi, bi, Wc, bc, Wo, bo, Wy, by
     * @return the parameters
     * @throws IllegalArgumentException if {@code values} is null, throws, or gives null or a shape that does not fit
     */
    public static LstmParameters of(Function<String, Matrix> values) {
        Shapes.present("LstmParameters.of", "values", values);
        return new LstmParameters(
                Names.value("LstmParameters.of", "Wf", values),
                Names.value("LstmParameters.of", "bf", values),
                Names.value("LstmParameters.of", "Wi", values),
                Names.value("LstmParameters.of", "bi", values),
                Names.value("LstmParameters.of", "Wc", values),
                Names.value("LstmParameters.of", "bc", values),
                Names.value("LstmParameters.of", "Wo", values),
                Names.value("LstmParameters.of", "bo", values),
                Names.value("LstmParameters.of", "Wy", values),
                Names.value("LstmParameters.of", "by", values));
    }

    @Override
    public Map<String, Matrix> named() {
        return Names.ordered(
                "Wf", Wf, "bf", bf, "Wi", Wi, "bi", bi, "Wc", Wc, "bc", bc, "Wo", Wo, "bo", bo, "Wy", Wy, "by", by);
    }

    @Override
    public LstmParameters withNamed(Map<String, Matrix> named) {
        Names.check("LstmParameters.withNamed", named, named());
        return of(named::get);
    }

    @Override
    public int nX() {
        return Wf.columns() - nA();
    }

    @Override
    public int nA() {
        return bf.rows();
    }

    @Override
    public int nY() {
        return Wy.rows();
    }

    /** The affine parts of the gates f, i, c, o, without copying. */
    List<Affine> gates() {
        return List.of(affine(Wf, bf), affine(Wi, bi), affine(Wc, bc), affine(Wo, bo));
    }

    /** The part that makes the logits, without copying. */
    OutputLayer outputLayer() {
        return new OutputLayer(Wy, by);
    }

    /** The inverse of {@link #gates()} and {@link #outputLayer()}. */
    static LstmParameters of(List<Affine> gates, OutputLayer output) {
        Affine f = gates.get(0);
        Affine i = gates.get(1);
        Affine c = gates.get(2);
        Affine o = gates.get(3);
        return new LstmParameters(
                weights(f), f.b(), weights(i), i.b(), weights(c), c.b(), weights(o), o.b(), output.Wy(), output.by());
    }

    private static Affine affine(Matrix W, Matrix b) {
        return new Affine(W.slice(b.rows(), W.columns()), W.slice(0, b.rows()), b);
    }

    private static Matrix weights(Affine gate) {
        return Matrix.join(List.of(gate.Wa(), gate.Wx()));
    }
}
