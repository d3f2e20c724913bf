// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// What check_gradient returns.
#pragma once
#pragma GCC system_header

#include <array>
#include <cstddef>
#include <cstdio>
#include <string>

namespace typegrad::inline v0_2::check {

// What is known of one derivative. A kink, a pole and an end of the domain cannot be checked.
enum class verdict : unsigned char {
    right,
    wrong,
    kink,       // not checkable: the derivatives from the left and from the right differ
    no_values,  // not checkable: the function has no finite value at the point, or on one side of it
    no_limit,   // not checkable: the differences do not converge; the function is noisy there, or singular
};

// One partial derivative.
template <class T>
struct entry {
    int value = 0;     // of which of the function's values, counted by leaves
    int argument = 0;  // by which argument
    int leaf = 0;      // and by which leaf of it
    check::verdict verdict = check::verdict::right;
    bool has_complex_step = false;
    T given{};         // the derivative that is checked
    T differences{};   // what the central differences say
    T complex_step{};  // what the complex step says, if it can be taken
    T tolerance{};     // how far the given one may be from that: what is not known better, and what is allowed
    T off{};           // how far it is
    T left{};          // the derivatives from one side
    T right{};

    constexpr bool checkable() const { return verdict == check::verdict::right || verdict == check::verdict::wrong; }
};

namespace detail {
    template <class T>
    std::string text_of(T value) {
        char text[64];
        std::snprintf(text, sizeof text, "%.*Lg", sizeof(T) > 4 ? 12 : 7, static_cast<long double>(value));
        return text;
    }
    template <class T>
    std::string text_of(entry<T> const& e) {
        switch (e.verdict) {
        case verdict::kink: return "not checkable: a kink, from the left " + text_of(e.left) + ", from the right " + text_of(e.right) + ", given " + text_of(e.given);
        case verdict::no_values: return "not checkable: the function has no finite value at the point or on one side of it; given " + text_of(e.given);
        case verdict::no_limit: return "not checkable: the differences do not converge, the function is noisy or singular; given " + text_of(e.given);
        default: break;
        }
        std::string const sources = " differences say " + text_of(e.differences) + (e.has_complex_step ? ", the complex step " + text_of(e.complex_step) : "");
        return "given " + text_of(e.given) + "," + sources + (e.verdict == verdict::wrong ? ": WRONG by " : ": off by ") + text_of(e.off) + ", tolerance " + text_of(e.tolerance);
    }
}

namespace detail {
    // How the text names a derivative of a function.
    struct by_position {
        template <class T>
        static std::string text(entry<T> const& e) {
            return "value " + std::to_string(e.value) + " by argument " + std::to_string(e.argument) + ", leaf " + std::to_string(e.leaf);
        }
    };
}

// All partial derivatives, by rows of the Jacobian; and those of the operators of one's own (typegrad::custom) in the function, at
// the operands that they have there. True where each is right: what cannot be checked is not.
template <class T, std::size_t Entries, std::size_t OfOperators, class Names = detail::by_position>
struct result {
    std::array<entry<T>, Entries> entries{};
    std::array<entry<T>, OfOperators> of_operators{};  // `value` is the operator's number in the function

    constexpr explicit operator bool() const {
        bool all = true;
        for (auto const& e : entries) all = all && e.verdict == verdict::right;
        for (auto const& e : of_operators) all = all && e.verdict != verdict::wrong;
        return all;
    }
    constexpr int wrong() const {
        int count = 0;
        for (auto const& e : entries) count += e.verdict == verdict::wrong;
        return count;
    }
    constexpr int not_checkable() const {
        int count = 0;
        for (auto const& e : entries) count += !e.checkable();
        return count;
    }

    // A line for each derivative that is wrong or cannot be checked, after one that counts them.
    std::string text() const {
        std::string lines = "typegrad::check_gradient: of " + std::to_string(Entries) + " derivatives " + std::to_string(wrong()) + " wrong, " + std::to_string(not_checkable()) +
                            " not checkable\n";
        for (auto const& e : entries)
            if (e.verdict != verdict::right)
                lines += "  " + Names::text(e) + ": " + detail::text_of(e) + "\n";
        for (auto const& e : of_operators)
            if (e.verdict == verdict::wrong)
                lines += "  typegrad::custom, number " + std::to_string(e.value) + " in the function: the partial derivative by operand " + std::to_string(e.argument) + ": " +
                         detail::text_of(e) + "\n";
        return lines;
    }
};

}
