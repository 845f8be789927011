package io.github.unroll;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** A call that must be refused, and the whole message. */
final class Refused {

    private Refused() {}

    static void with(String message, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }
}
