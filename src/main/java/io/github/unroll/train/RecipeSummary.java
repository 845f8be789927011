package io.github.unroll.train;

import io.github.unroll.Loss;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a checkpoint keeps of a {@link Recipe}, so that a training is resumed with the same.
 *
 * @param loss what is made small
 * @param clipping what is done to the gradient
 * @param optimizer the optimizer's name
 * @param settings the optimizer's numbers by name
 */
public record RecipeSummary(Loss loss, Clipping clipping, String optimizer, Map<String, Double> settings) {

    /**
     * Copies the map, in the order of names.
     *
     * @param loss what is made small
     * @param clipping what is done to the gradient
     * @param optimizer the optimizer's name
     * @param settings the optimizer's numbers by name
     * @throws IllegalArgumentException if a component or a setting is null, or a name is empty, has a NUL character or an
     *     unpaired surrogate, which no file could hold
     */
    public RecipeSummary {
        Checks.present("RecipeSummary", "loss", loss);
        Checks.present("RecipeSummary", "clipping", clipping);
        Checks.storable("RecipeSummary", "optimizer", optimizer);
        Checks.present("RecipeSummary", "settings", settings);
        for (Map.Entry<String, Double> setting : settings.entrySet()) {
            Checks.storable("RecipeSummary", "name of a setting", setting.getKey());
            Checks.present("RecipeSummary", "setting " + setting.getKey(), setting.getValue());
        }
        settings = Collections.unmodifiableMap(new TreeMap<>(settings));
    }

    /** What is not as in the other: of another optimizer its name alone, of the same each number that differs. */
    String unlike(RecipeSummary other) {
        List<String> parts = new ArrayList<>();
        if (!optimizer.equals(other.optimizer)) {
            parts.add(optimizer);
        } else {
            Set<String> names = new TreeSet<>(settings.keySet());
            names.addAll(other.settings.keySet());
            names.removeIf(name -> Objects.equals(settings.get(name), other.settings.get(name)));
            names.forEach(
                    name -> parts.add(settings.containsKey(name) ? name + "=" + settings.get(name) : "no " + name));
        }
        if (!loss.equals(other.loss)) {
            parts.add(lossInWords());
        }
        if (!clipping.equals(other.clipping)) {
            parts.add(clippingInWords());
        }
        return String.join(", ", parts);
    }

    private String lossInWords() {
        return loss.kind() + " (" + loss.reduction() + ")";
    }

    private String clippingInWords() {
        return "clipping " + clipping.kind() + (clipping.kind() == Clipping.Kind.NONE ? "" : " " + clipping.limit());
    }

    /**
     * One line.
     *
     * @return for example {@code adam {beta1=0.9, ...}, SOFTMAX_CROSS_ENTROPY (MEAN), clipping NORM 1.0}
     */
    @Override
    public String toString() {
        return optimizer + " " + settings + ", " + lossInWords() + ", " + clippingInWords();
    }
}
