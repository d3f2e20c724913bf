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

#include <typegrad/print.hpp>

#include <ostream>
#include <string>
#include <vector>

namespace typegrad {

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
    // The nodes of a graph that are calls, which alone cannot be folded by their node's rules.
    template <class Source>
    struct calls_in {
        static constexpr auto nodes = [] {
            constexpr auto const& graph = graph::made<Source>::graph;
            constexpr int count = [] {
                int sum = 0;
                for (int i = graph.input_count; i < graph.node_count; ++i) sum += graph.nodes[i].what->components > 0;
                return sum;
            }();
            std::array<int, static_cast<std::size_t>(count)> found{};
            std::size_t next = 0;
            for (int i = graph.input_count; i < graph.node_count; ++i)
                if (graph.nodes[i].what->components > 0) found[next++] = i;
            return found;
        }();

        // The results of the call that is node i.
        template <class T>
        static std::vector<T> results(int i, std::vector<T> const& arguments) {
            std::vector<T> all;
            [&]<std::size_t... K>(std::index_sequence<K...>) { ((nodes[K] == i ? results_of<operation_of<graph::made<Source>::graph.nodes[nodes[K]].operation>>(arguments, all) : void()), ...); }(
                std::make_index_sequence<nodes.size()>{});
            return all;
        }

    private:
        template <class Op, class T>
        static void results_of(std::vector<T> const& arguments, std::vector<T>& all) {
            std::array<T, static_cast<std::size_t>(Op::arguments)> known{};
            for (std::size_t j = 0; j < known.size(); ++j) known[j] = arguments[j];
            auto const y = Op::value(known);
            all.assign(y.begin(), y.end());
        }
    };

    // The values of a graph's nodes, each when it is needed: of a branch that is not taken none is.
    template <class Source, class T>
    class node_values {
    public:
        explicit node_values(std::vector<T> const& inputs) : value_(inputs), is_known_(static_cast<std::size_t>(graph().node_count) + 1), of_call_(is_known_.size()) {
            value_.resize(is_known_.size());
            for (std::size_t i = 0; i < static_cast<std::size_t>(graph().input_count); ++i) is_known_[i] = true;
        }

        bool is_known(int node) const { return is_known_[static_cast<std::size_t>(node)]; }
        T operator[](int operand) const { return operand < 0 ? graph().literals[~operand] : value_[static_cast<std::size_t>(operand)]; }

        // Computes an operand with all that it needs. Not by recursion: programs are long.
        void need(int operand) {
            std::vector<int> waiting{operand};
            while (!waiting.empty()) {
                int const i = waiting.back();
                if (i < 0 || is_known(i)) waiting.pop_back();
                else if (auto const next = unknown_operand(i); next >= 0) waiting.push_back(next);
                else compute(i), waiting.pop_back();
            }
        }

    private:
        static constexpr auto const& graph() { return graph::made<Source>::graph; }
        bool is_ready(int operand) const { return operand < 0 || is_known(operand); }

        // An operand of the node that has to be computed first; -1: none.
        int unknown_operand(int i) const {
            graph::node const& n = graph().nodes[i];
            int unknown = -1;
            auto const look = [&](int operand) { unknown = unknown < 0 && !is_ready(operand) ? operand : unknown; };
            if (n.what->components > 0) {
                graph::each_argument([](int k) -> graph::node const& { return graph().nodes[k]; }, i, look);
            } else if (n.operation == code<select_> || n.operation == code<gate_>) {
                look(n.operand[0]);
                if (unknown >= 0) return unknown;
                if ((*this)[n.operand[0]] != 0) look(n.operand[1]);
                else if (n.operation == code<select_>) look(n.operand[2]);
            } else {
                for (int k = 0; k < n.what->arity; ++k) look(n.operand[k]);
            }
            return unknown;
        }
        void compute(int i) {
            graph::node const& n = graph().nodes[i];
            auto const at = static_cast<std::size_t>(i);
            T& y = value_[at];
            is_known_[at] = true;
            if (n.what->components > 0) {
                std::vector<T> arguments;
                graph::each_argument([](int k) -> graph::node const& { return graph().nodes[k]; }, i, [&](int a) { arguments.insert(arguments.begin(), (*this)[a]); });
                of_call_[at] = calls_in<Source>::results(i, arguments);
                y = of_call_[at][0];
            } else if (int const k = component_number(n.operation); k >= 0) {
                y = of_call_[static_cast<std::size_t>(n.operand[0])][static_cast<std::size_t>(k)];
            } else if (n.operation == code<select_>) {
                y = (*this)[n.operand[(*this)[n.operand[0]] != 0 ? 1 : 2]];
            } else if (n.operation == code<gate_>) {
                y = (*this)[n.operand[0]] != 0 ? (*this)[n.operand[1]] : T(0);
            } else {
                tracer<T> operand[3];
                for (int j = 0; j < n.what->arity; ++j) operand[j] = tracer<T>((*this)[n.operand[j]]);
                y = pass::reapply<T>(n, operand[0], operand[1], operand[2]).literal();
            }
        }

        std::vector<T> value_;
        std::vector<bool> is_known_;
        std::vector<std::vector<T>> of_call_;
    };

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
