package io.github.unroll.train;

import io.github.unroll.Parameters;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Parameters, and what an optimizer remembers about them: a value, which an {@link Optimizer} takes to the next.
 *
 * @param <P> the parameters' type
 * @param parameters the parameters
 * @param slots by the names of {@link Optimizer#slots()}, each with a matrix for each of the parameters
 * @param step the number of updates made
 */
public record OptimizerState<P extends Parameters<P>>(P parameters, Map<String, P> slots, long step) {

    /**
     * Copies the map.
     *
     * @param parameters the parameters
     * @param slots by the names of {@link Optimizer#slots()}, each with a matrix for each of the parameters
     * @param step the number of updates made
     * @throws IllegalArgumentException if a component is null, a name is not one line of text, or {@code step} is negative
     */
    public OptimizerState {
        Checks.present("OptimizerState", "parameters", parameters);
        Checks.present("OptimizerState", "slots", slots);
        if (step < 0) {
            throw Checks.error("OptimizerState", "step", "at least 0", String.valueOf(step));
        }
        Map<String, P> copy = new LinkedHashMap<>(slots);
        for (Map.Entry<String, P> slot : copy.entrySet()) {
            Checks.present("OptimizerState", "slots[" + slot.getKey() + "]", slot.getValue());
            if (slot.getKey().isEmpty() || slot.getKey().lines().count() > 1) { // a file has a name a line
                throw Checks.error("OptimizerState", "name of a slot", "one line of text", "'" + slot.getKey() + "'");
            }
        }
        slots = Collections.unmodifiableMap(copy);
    }
}
