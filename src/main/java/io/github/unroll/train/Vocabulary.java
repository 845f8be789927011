package io.github.unroll.train;

import java.util.Arrays;

/**
 * The characters of a text, numbered from 0 in the order of their code points: labels for a next-character model.
 * Immutable; {@code Vocabulary.of(symbols())} is the same vocabulary again, so that a checkpoint can keep it as a note.
 */
public final class Vocabulary {

    private final int[] codePoints; // ascending

    private Vocabulary(int[] codePoints) {
        this.codePoints = codePoints;
    }

    /**
     * The characters of a text.
     *
     * @param text at least one character
     * @return the vocabulary
     * @throws IllegalArgumentException if {@code text} is null or empty or has an unpaired surrogate
     */
    public static Vocabulary of(String text) {
        Checks.present("Vocabulary.of", "text", text);
        if (text.isEmpty()) {
            throw Checks.error("Vocabulary.of", "text", "at least one character", "empty");
        }
        int[] all = text.codePoints().toArray();
        for (int i = 0; i < all.length; i++) {
            if (all[i] >= Character.MIN_SURROGATE && all[i] <= Character.MAX_SURROGATE) {
                String actual = String.format("U+%04X, an unpaired surrogate", all[i]);
                throw Checks.error("Vocabulary.of", "text[" + i + "]", "a character", actual);
            }
        }
        return new Vocabulary(Arrays.stream(all).sorted().distinct().toArray());
    }

    /**
     * The number of characters: the classes of the model.
     *
     * @return at least 1
     */
    public int size() {
        return codePoints.length;
    }

    /**
     * All characters in order.
     *
     * @return each once
     */
    public String symbols() {
        return new String(codePoints, 0, codePoints.length);
    }

    /**
     * A text as labels.
     *
     * @param text of characters of this vocabulary
     * @return a label for each code point
     * @throws IllegalArgumentException if {@code text} is null or has a character that is not in the vocabulary
     */
    public int[] encode(String text) {
        Checks.present("Vocabulary.encode", "text", text);
        int[] labels = text.codePoints().toArray();
        for (int i = 0; i < labels.length; i++) {
            int label = Arrays.binarySearch(codePoints, labels[i]);
            if (label < 0) {
                String actual = String.format("U+%04X", labels[i]);
                throw Checks.error("Vocabulary.encode", "text[" + i + "]", "one of the vocabulary", actual);
            }
            labels[i] = label;
        }
        return labels;
    }

    /**
     * Labels as a text.
     *
     * @param labels each from 0 to size() - 1
     * @return the text
     * @throws IllegalArgumentException if {@code labels} is null or there is no such label
     */
    public String decode(int... labels) {
        Checks.present("Vocabulary.decode", "labels", labels);
        StringBuilder text = new StringBuilder(labels.length);
        for (int i = 0; i < labels.length; i++) {
            if (labels[i] < 0 || labels[i] >= codePoints.length) {
                String expected = "from 0 to " + (codePoints.length - 1);
                throw Checks.error("Vocabulary.decode", "labels[" + i + "]", expected, String.valueOf(labels[i]));
            }
            text.appendCodePoint(codePoints[labels[i]]);
        }
        return text.toString();
    }
}
