package io.github.unroll.train;

import io.github.unroll.Matrix;
import java.util.Arrays;
import java.util.List;

/**
 * What an optimizer makes of one matrix of parameters.
 *
 * @param parameter the matrix after the update
 * @param slots what the optimizer remembers, in the order of {@link Optimizer#slots()}, of the matrix's shape
 */
public record Update(Matrix parameter, List<Matrix> slots) {

    /**
     * Copies the list.
     *
     * @param parameter the matrix after the update
     * @param slots what the optimizer remembers, in the order of {@link Optimizer#slots()}, of the matrix's shape
     * @throws IllegalArgumentException if a component is null or {@code slots} holds a null
     */
    public Update {
        Checks.present("Update", "parameter", parameter);
        Checks.present("Update", "slots", slots);
        for (int i = 0; i < slots.size(); i++) {
            Checks.present("Update", "slots[" + i + "]", slots.get(i));
        }
        slots = List.copyOf(slots);
    }

    /**
     * An update.
     *
     * @param parameter the matrix after the update
     * @param slots what the optimizer remembers
     * @return the update
     * @throws IllegalArgumentException as the constructor
     */
    public static Update of(Matrix parameter, Matrix... slots) {
        Checks.present("Update.of", "slots", slots);
        return new Update(parameter, Arrays.asList(slots));
    }
}
