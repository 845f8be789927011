package io.github.unroll.io;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Where something is read or written, and the one message about it: method, file, entry, what was expected, what came.
 *
 * @param text {@code Npz.read: weights.npz, entry Wax}
 */
record Place(String text) {

    private static final int LONGEST = 100; // of a text that comes from a file and is shown in a message

    Place(String method, Path path) {
        this(method + ": " + path);
    }

    Place entry(String name) {
        return new Place(text + ", entry " + printable(name));
    }

    IOException error(String name, String expected, String actual) {
        return new IOException(text + ": " + name + " must be " + expected + " but was " + actual);
    }

    IOException failure(String what, IOException cause) {
        return new IOException(text + ": " + what + ": " + cause, cause);
    }

    /** A text from a file made fit for a message: control characters become '?', and it is cut when it is long. */
    static String printable(String text) {
        StringBuilder result = new StringBuilder();
        for (int i = 0; i < text.length() && i < LONGEST; i++) {
            char c = text.charAt(i);
            result.append(Character.isISOControl(c) ? '?' : c);
        }
        return text.length() > LONGEST ? result.append("...").toString() : result.toString();
    }
}
