package io.github.unroll.train;

import io.github.unroll.Parameters;

/**
 * Keeps a gradient from being too large: gradients through many steps explode now and then.
 *
 * <pre>{@code
 * VALUE   g = min(max(g, -limit), limit)                   element by element
 * NORM    g = g min(1, limit / (‖g‖ + 1e-6))               ‖g‖ over all parameters together; the direction is kept
 * }</pre>
 *
 * <p>Both are PyTorch's, the 1e-6 too. Pascanu, R., Mikolov, T. and Bengio, Y. (2013). On the difficulty of training
 * recurrent neural networks. PMLR 28(3):1310-1318, arXiv:1211.5063
 *
 * @param kind what is limited
 * @param limit finite and above 0; infinite for {@link Kind#NONE}
 */
public record Clipping(Kind kind, double limit) {

    /** What is limited. */
    public enum Kind {
        /** Nothing. */
        NONE,
        /** Each value. */
        VALUE,
        /** The norm of all values together. */
        NORM
    }

    /**
     * Checks the limit.
     *
     * @param kind what is limited
     * @param limit finite and above 0; infinite for {@link Kind#NONE}
     * @throws IllegalArgumentException if {@code kind} is null or the limit out of range
     */
    public Clipping {
        Checks.present("Clipping", "kind", kind);
        if (kind != Kind.NONE) {
            Checks.positive("Clipping", "limit", limit);
        } else if (limit != Double.POSITIVE_INFINITY) {
            throw Checks.error("Clipping", "limit", "Infinity for NONE", String.valueOf(limit));
        }
    }

    /**
     * No clipping.
     *
     * @return the clipping
     */
    public static Clipping none() {
        return new Clipping(Kind.NONE, Double.POSITIVE_INFINITY);
    }

    /**
     * Limits each value; the notebook's {@code clip(gradients, maxValue)}.
     *
     * @param limit finite and above 0
     * @return the clipping
     * @throws IllegalArgumentException if it is not
     */
    public static Clipping value(double limit) {
        return new Clipping(Kind.VALUE, limit);
    }

    /**
     * Limits the norm of all values together.
     *
     * @param limit finite and above 0
     * @return the clipping
     * @throws IllegalArgumentException if it is not
     */
    public static Clipping norm(double limit) {
        return new Clipping(Kind.NORM, limit);
    }

    /**
     * Clips a gradient.
     *
     * @param <P> the parameters' type
     * @param gradient the gradient
     * @return the clipped gradient, and the norm before clipping, whatever is limited
     * @throws IllegalArgumentException if {@code gradient} is null
     */
    public <P extends Parameters<P>> Clipped<P> apply(P gradient) {
        Checks.present("Clipping.apply", "gradient", gradient);
        double norm = Bundles.norm(gradient);
        P clipped = switch (kind) {
            case NONE -> gradient;
            case VALUE -> gradient.map(matrix -> matrix.map(this::clip));
            case NORM -> {
                double factor = limit / (norm + 1e-6);
                yield factor >= 1 ? gradient : gradient.map(matrix -> matrix.times(factor)); // of NaN all is NaN
            }
        };
        return new Clipped<>(clipped, norm);
    }

    /** NaN stays NaN. */
    private double clip(double value) {
        return value > limit ? limit : value < -limit ? -limit : value;
    }
}
