package io.github.unroll.io;

/** The checks at the public entries, and their one message: {@code Npz.write: path must be present but was null}. */
final class Arguments {

    private Arguments() {}

    static void present(String method, String name, Object value) {
        if (value == null) {
            throw error(method, name, "present", "null");
        }
    }

    static IllegalArgumentException error(String method, String name, String expected, String actual) {
        return new IllegalArgumentException(method + ": " + name + " must be " + expected + " but was " + actual);
    }
}
