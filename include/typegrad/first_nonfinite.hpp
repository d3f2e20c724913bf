// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Where infinity or NaN began: the first operation of a function and of its derivative whose result is not finite.
//
//     auto const found = typegrad::first_nonfinite([](auto x, auto y) { return sqrt(x * y) + x; })(0.0, 2.0);
//     if (found) std::cout << found;        // backward, line 4: t5 = 1 / t3, where t3 = 0, is inf
//     std::cout << found.program;           // the program whose fourth line that is
//
// An operation in a branch that is not taken counts for nothing. The tape has a mode for the same question.
#pragma once
#pragma GCC system_header

#include <typegrad/macros/save.hpp>

#include <typegrad/back/values.hpp>
#include <typegrad/print.hpp>

#include <ostream>
#include <string>
#include <vector>

namespace typegrad::inline v0_2 {

// What first_nonfinite gives. It is true where there is such an operation, and prints.
template <class T>
struct nonfinite {
    std::string operation;    // its name as it is printed: "log", "/"; "argument" where the function is called with infinity or NaN
    std::string statement;    // its line in the program: "t5 = 0.5 / t3"
    int line = 0;             // which line that is, from 1; 0: none, it is an argument
    bool backward = false;    // it belongs to the derivative alone, no value needs it
    T value{};                // its result
    std::vector<T> operands;  // their values
    std::vector<std::string> operand_names;
    std::string program;      // the whole program, as ssa() prints it

    explicit operator bool() const { return !operation.empty(); }

    std::string text() const {
        if (!*this) return "all values are finite";
        if (line == 0) return "argument " + statement + " is " + back::literal_text(value);
        std::string text = (backward ? "backward, line " : "forward, line ") + std::to_string(line) + ": " + statement, separator = ", where ";
        for (std::size_t i = 0; i < operands.size(); ++i) {
            std::string const number = back::literal_text(operands[i]);
            if (operand_names[i] == number) continue;
            text += separator + operand_names[i] + " = " + number;
            separator = ", ";
        }
        return text + ", is " + back::literal_text(value);
    }
    friend std::ostream& operator<<(std::ostream& to, nonfinite const& found) { return to << found.text(); }
};

namespace detail {
    template <class Source, class T>
    nonfinite<T> first_nonfinite_in(std::vector<T> const& inputs, std::vector<std::string> names) {
        constexpr auto const& graph = graph::made<Source>::graph;
        back::writer const writer(graph::copy(graph), static_cast<std::vector<std::string>&&>(names));
        node_values<Source, T> values(inputs);
        nonfinite<T> found;
        found.program = writer.ssa();
        auto const is_finite = [](T v) { return v - v == 0; };

        // What the values need is forward; what only derivatives need comes after it, or among it, and is backward.
        for (int output = 0; output < graph.exact_outputs; ++output) values.need(graph.outputs[output]);
        std::vector<bool> forward(static_cast<std::size_t>(graph.node_count) + 1);
        for (int i = 0; i < graph.node_count; ++i) forward[static_cast<std::size_t>(i)] = values.is_known(i);
        for (int output = 0; output < graph.output_count; ++output) values.need(graph.outputs[output]);

        for (int i = 0; i < graph.node_count; ++i) {
            if (!values.is_known(i) || is_finite(values[i])) continue;
            found.value = values[i];
            if (i < graph.input_count) {
                found.operation = "argument";
                found.statement = writer.value(i);
                return found;
            }
            found.operation = graph.nodes[i].what->text;
            found.statement = writer.line(i);
            found.line = writer.line_number(i);
            found.backward = !forward[static_cast<std::size_t>(i)];
            for (int const operand : writer.operands(i)) {
                found.operand_names.push_back(writer.value(operand));
                found.operands.push_back(values[operand]);
            }
            return found;
        }
        return found;
    }

    // Of a function the program of its values and its Jacobian, of a transform its own.
    template <class F, class Request, class Literal, class... A>
    struct program_to_watch {
        using type = typename transform<value_and_jacobian_result, F, Request>::template recipe<Literal, A...>;
    };
    template <class F, class Request, class Literal, class... A>
        requires requires { typename F::template recipe<Literal, A...>; }
    struct program_to_watch<F, Request, Literal, A...> {
        using type = typename F::template recipe<Literal, A...>;
    };

    template <class F, class Request>
    struct first_nonfinite_of {
        [[no_unique_address]] F function;

        template <class... A>
        auto operator()(A const&... arguments) const {
            using scalar = scalar_of_call<F, A...>;
            static_assert(std::is_floating_point_v<scalar>, "typegrad::first_nonfinite: for functions of float, double and long double");
            if constexpr (check_call<F, scalar, A...>()) {
                using source = pass::simplified<typename program_to_watch<F, Request, literal_for<scalar>, A...>::type>;
                auto const leaf = inputs_of_call<scalar>(function, arguments...);
                return first_nonfinite_in<source, scalar>({leaf.begin(), leaf.end()}, {});
            } else {
                return nonfinite<scalar>{};
            }
        }
    };

    template <class E, class Request>
    struct first_nonfinite_of_expression {
        E expression;

        template <class... Bindings>
        auto operator()(Bindings const&... bindings) const {
            using scalar = expr::detail::point_scalar<Bindings...>;
            using source = pass::simplified<typename expr::detail::gradient_of<E, Request, true>::template recipe<literal_for<scalar>>>;
            auto const leaf = expr::detail::inputs<scalar>(expression, expr::variables_of<E>{}, bindings...);
            return first_nonfinite_in<source, scalar>({leaf.begin(), leaf.end()}, names(expr::variables_of<E>{}, leaf));
        }

    private:
        // The numbers that the expression holds are called what they are.
        template <class... V>
        static std::vector<std::string> names(expr::variables<V...>, auto const& leaf) {
            std::vector<std::string> all{V::text.text...};
            for (std::size_t i = all.size(); i < leaf.size(); ++i) all.push_back(back::literal_text(leaf[i]));
            return all;
        }
    };
}

// first_nonfinite(f)(x…): the first operation of f, or of its derivatives by all arguments, whose result is infinite or NaN there, as a
// typegrad::nonfinite. wrt<…> and the policies for kinks may follow f. Of a transform, first_nonfinite(hessian(f))(x…), the first one
// in its program.
template <class F, class... Policies>
    requires(!is_operand<F>)
constexpr auto first_nonfinite(F f, Policies...) {
    return detail::first_nonfinite_of<F, detail::request_of<Policies...>>{f};
}

// first_nonfinite(y)(x = 0.0): the same of an expression and its gradient.
template <expr::expression E, class... Policies>
constexpr auto first_nonfinite(E e, Policies...) {
    return detail::first_nonfinite_of_expression<E, typename expr::detail::requested_by<expr::detail::request<expr::variables_of<E>>, Policies...>::type>{e};
}

}

#include <typegrad/macros/restore.hpp>
