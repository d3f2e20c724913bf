// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// A function with its derivatives at a point, or an expression, as a page that a browser shows: one file, without a server, the network
// or Graphviz.
//
//     std::ofstream("f.html") << typegrad::html(f, 2.0, 0.5);
//     std::ofstream("f.html") << typegrad::html(f, typegrad::names{"r", "angle"}, 2.0, 0.5);
//     std::ofstream("y.html") << typegrad::html(y)(x = 2.0);
//     std::ofstream("j.html") << typegrad::html(sparse_jacobian(f)(p));   // where the matrix has entries, and what they are
//
// A record of the tape: typegrad/tape/html.hpp.
//
// It shows what is computed forward and backward, side by side; of each operation its line in the program, its value and adjoint at the
// point, its weight, and the rule by which its operands receive their share.
#pragma once
#pragma GCC system_header

#include <typegrad/macros/save.hpp>

#include <typegrad/back/loop_plan.hpp>
#include <typegrad/back/picture.hpp>
#include <typegrad/first_nonfinite.hpp>
#include <typegrad/transform/sparse.hpp>

#include <sstream>
#include <string>
#include <vector>

namespace typegrad::inline v0_2 {

namespace detail {
    // One operation by itself: its operands are inputs, and the derivatives of its result are programs of them.
    template <class T>
    class operation_alone {
    public:
        // The literals among the operands have to be told: their numbers belong to another graph.
        template <class LiteralAt>
        operation_alone(graph::node const& n, LiteralAt&& literal_at) : node_(n) {
            for (int k = 0; k < n.what->arity; ++k)
                if (n.operand[k] >= 0) node_.operand[k] = builder_.input();
            for (int k = 0; k < n.what->arity; ++k)
                if (n.operand[k] < 0) node_.operand[k] = builder_.literal(literal_at(n.operand[k]));
            result_ = builder_.append({n.operation, n.what, {node_.operand[0], node_.operand[1], node_.operand[2]}});
        }

        // The derivative by the k-th operand.
        int partial(int k) { return static_cast<pass::rules<T> const*>(node_.what)->partial(builder_, result_, k).operand_in(builder_); }

        // It as a text, where the operands and the result are called so.
        std::string text(int partial, std::vector<std::string> names) const {
            auto program = graph::copy(builder_, {partial});
            program.input_count = result_ + 1;
            return back::writer(static_cast<graph::dynamic_graph<T>&&>(program), static_cast<std::vector<std::string>&&>(names)).infix();
        }
        // And its value, where those of the operands and of the result are these.
        T value(int partial, std::vector<T> known) const {
            if (partial < 0) return builder_.literal_at(partial);
            for (int i = result_ + 1; i <= partial; ++i) {
                graph::node const n = builder_[i];
                tracer<T> operand[3];
                for (int k = 0; k < n.what->arity; ++k) operand[k] = tracer<T>(n.operand[k] < 0 ? builder_.literal_at(n.operand[k]) : known[static_cast<std::size_t>(n.operand[k])]);
                known.push_back(n.operation == code<select_> ? operand[operand[0].literal() != 0 ? 1 : 2].literal()
                              : n.operation == code<gate_>   ? (operand[0].literal() != 0 ? operand[1].literal() : T(0))
                                                             : pass::reapply<T>(n, operand[0], operand[1], operand[2]).literal());
            }
            return known[static_cast<std::size_t>(partial)];
        }

    private:
        graph::builder<T> builder_;
        graph::node node_;
        int result_ = 0;
    };

    // What an operation's operands receive, a line each.
    template <class T>
    std::string rule_of(back::writer<T> const& program, int i) {
        graph::node const& n = program.node_at(i);
        if (n.what->components > 0) return "a call: its derivatives are those of the implicit function theorem, or given with it";
        if (component_number(n.operation) >= 0) return "";
        operation_alone<T> alone(n, [&](int operand) { return program.literal_at(operand); });
        std::vector<std::string> names;
        for (int k = 0; k < n.what->arity; ++k)
            if (n.operand[k] >= 0) names.push_back(program.value(n.operand[k]));
        names.push_back(program.value(i));
        std::string text;
        for (int k = 0; k < n.what->arity; ++k)
            if (n.operand[k] >= 0 && n.what->active[k])
                text += (text.empty() ? "∂" : "\n∂") + program.value(i) + "/∂" + program.value(n.operand[k]) + " = " + alone.text(alone.partial(k), names);
        return text.empty() ? "no derivative passes through it" : text;
    }

    // A program at a point.
    template <class T>
    struct program_at_point {
        graph::dynamic_graph<T> graph;
        int values;                  // how many of its outputs are values of the function; the others are derivatives
        std::vector<T> value;        // of each node; none where there are loops
        std::vector<bool> is_known;  // false in a branch that is not taken
        bool has_calls;
        std::vector<int> loop_of;    // of each node the outermost loop that computes it, or 0
    };
    template <class Source, class T>
    program_at_point<T> program_at(std::vector<T> const& inputs) {
        constexpr auto const& graph = graph::made<Source>::graph;
        program_at_point<T> program{graph::copy(graph), graph.exact_outputs, {}, {}, graph::has_calls(graph), {}};
        // A loop's values are as many as it has rows: the page shows the program alone.
        if constexpr (!graph::has_loops(graph)) {
            node_values<Source, T> values(inputs);
            for (int k = 0; k < graph.output_count; ++k) values.need(graph.outputs[k]);
            for (int i = 0; i < graph.node_count; ++i) {
                program.value.push_back(values[i]);
                program.is_known.push_back(values.is_known(i));
            }
        } else {
            auto const& plan = back::loops_of<graph::made<Source>>::plan;
            program.loop_of.assign(plan.loop_of, plan.loop_of + graph.node_count);
        }
        return program;
    }

    template <class T>
    std::string in_five_digits(T value) {
        std::ostringstream text;
        text.precision(5);
        text << value;
        return text.str();
    }

    // Of every node that this output depends on, what the output changes by. A branch that is not taken has none.
    template <class T>
    void add_adjoints(program_at_point<T> const& program, int output, std::vector<back::annotation>& said) {
        if (output < 0) return;
        std::vector<T> adjoint(said.size());
        std::vector<bool> reached(said.size());
        adjoint[static_cast<std::size_t>(output)] = 1;
        reached[static_cast<std::size_t>(output)] = true;
        for (int i = output; i >= program.graph.input_count; --i) {
            auto const here = static_cast<std::size_t>(i);
            graph::node const& n = program.graph.nodes[here];
            if (!reached[here] || !program.is_known[here]) continue;
            operation_alone<T> alone(n, [&](int operand) { return program.graph.literals[static_cast<std::size_t>(~operand)]; });
            std::vector<T> known;
            for (int k = 0; k < n.what->arity; ++k)
                if (n.operand[k] >= 0) known.push_back(program.value[static_cast<std::size_t>(n.operand[k])]);
            known.push_back(program.value[here]);
            for (int k = 0; k < n.what->arity; ++k) {
                if (n.operand[k] < 0 || !n.what->active[k] || !program.is_known[static_cast<std::size_t>(n.operand[k])]) continue;
                auto const to = static_cast<std::size_t>(n.operand[k]);
                T const partial = alone.value(alone.partial(k), known);
                if (partial == 0) continue;
                adjoint[to] += adjoint[here] * partial;
                reached[to] = true;
            }
        }
        for (std::size_t i = 0; i < said.size(); ++i)
            if ((reached[i] && !said[i].backward) || static_cast<int>(i) < program.graph.input_count) {
                said[i].adjoint.push_back(back::literal_text(adjoint[i]));
                said[i].short_adjoint.push_back(in_five_digits(adjoint[i]));
            }
    }

    // A page shows a function with its derivatives by all arguments but rows.
    template <int K, class... A>
    consteval int argument_without_rows() {
        bool const rows[] = {is_rows<A>...};
        int position = 0;
        for (int before = 0; rows[position] || before < K; ++position) before += rows[position] ? 0 : 1;
        return position;
    }
    template <class... A, std::size_t... K>
    constexpr auto request_without_rows(std::index_sequence<K...>) {
        if constexpr (sizeof...(K) == sizeof...(A)) return request<>{};
        else return request<positions<argument_without_rows<static_cast<int>(K), A...>()...>>{};
    }
    template <class... A>
    using request_of_page = decltype(request_without_rows<A...>(std::make_index_sequence<(std::size_t{0} + ... + (is_rows<A> ? 0u : 1u))>{}));

    // The leaves that the derivatives of a function's page, or of a gradient or Jacobian, are by. Other transforms have none that can be named.
    template <class Request, class... A>
    std::vector<int> selected_leaves() {
        std::vector<int> all;
        for (int i = 0; i < (0 + ... + leaves<A>); ++i)
            if (leaf_selection<Request, A...>::contains(i)) all.push_back(i);
        return all;
    }
    template <class F, class... A>
    struct leaves_of_derivatives {
        static std::vector<int> all() {
            if constexpr (requires { typename F::template recipe<double, A...>; }) return {};
            else return selected_leaves<request_of_page<A...>, A...>();
        }
    };
    template <class Kind, class F, class Request, class... A>
    struct leaves_of_derivatives<transform<Kind, F, Request>, A...> {
        static std::vector<int> all() { return selected_leaves<Request, A...>(); }
    };

    // The page of a program whose inputs have these names. Its derivatives are by the differentiated ones.
    template <class T>
    std::string page_of(program_at_point<T> const& program, std::vector<std::string> input_names, std::vector<int> const& differentiated, std::string const& title) {
        auto const& graph = program.graph;
        back::writer const writer(graph, static_cast<std::vector<std::string>&&>(input_names));
        std::vector<back::annotation> said(static_cast<std::size_t>(graph.node_count) + 1);

        // What the values need is forward. A program without values of its own, a gradient alone, is forward as a whole.
        int const exact = program.values > 0 ? program.values : graph.output_count;
        std::vector<bool> forward(said.size());
        for (int k = 0; k < exact; ++k)
            if (writer.output_at(k) >= 0) forward[static_cast<std::size_t>(writer.output_at(k))] = true;
        for (int i = graph.node_count - 1; i >= 0; --i) {
            if (i < graph.input_count) forward[static_cast<std::size_t>(i)] = true;
            for (int k = 0; forward[static_cast<std::size_t>(i)] && k < writer.arity(i); ++k)
                if (writer.node_at(i).operand[k] >= 0) forward[static_cast<std::size_t>(writer.node_at(i).operand[k])] = true;
        }

        for (int i = 0; i < graph.node_count; ++i) {
            back::annotation& here = said[static_cast<std::size_t>(i)];
            here.backward = !forward[static_cast<std::size_t>(i)];
            if (int const loop = program.loop_of.empty() ? 0 : program.loop_of[static_cast<std::size_t>(i)]; loop != 0)
                here.frame = (writer.node_at(loop).operation == code<loop_> ? "once for each of the rows " : "in each step of ") + writer.value(loop);
            here.computed = !program.value.empty() && program.is_known[static_cast<std::size_t>(i)];
            here.skipped = !program.value.empty() && !here.computed;
            if (here.computed) here.value = back::literal_text(program.value[static_cast<std::size_t>(i)]), here.short_value = in_five_digits(program.value[static_cast<std::size_t>(i)]);
            if (i >= graph.input_count && writer.has_line(i)) here.rule = rule_of(writer, i);
        }
        if (program.values > 0 && !program.has_calls && !program.value.empty())
            for (int k = 0; k < exact; ++k) add_adjoints(program, writer.output_at(k), said);

        std::vector<std::string> outputs;
        int const by = static_cast<int>(differentiated.size()), results = program.values > 0 || by == 0 ? exact : graph.output_count / by;
        auto const result = [&](int k) { return results == 1 ? std::string("y") : back::numbered("y", k); };
        for (int k = 0; k < graph.output_count; ++k) {
            int const derivative = k - program.values;
            if (derivative >= 0 && by > 0 && graph.output_count == program.values + results * by)
                outputs.push_back("∂" + result(derivative / by) + "/∂" + writer.input_name(differentiated[static_cast<std::size_t>(derivative % by)]));
            else outputs.push_back(k < exact ? result(k) : back::numbered("derivative ", k - exact));
        }
        return back::page(writer, static_cast<std::vector<back::annotation>&&>(said), static_cast<std::vector<std::string>&&>(outputs)).html(title);
    }

    template <class E>
    struct page_of_expression {
        E expression;
        std::string title;

        template <class... Bindings>
        std::string operator()(Bindings const&... bindings) const {
            using scalar = expr::detail::point_scalar<Bindings...>;
            using request = typename expr::detail::requested_by<expr::detail::request<expr::variables_of<E>>>::type;
            using source = pass::simplified<typename expr::detail::gradient_of<E, request, true>::template recipe<literal_for<scalar>>>;
            auto const leaf = expr::detail::inputs<scalar>(expression, expr::variables_of<E>{}, bindings...);
            return page_of(program_at<source, scalar>({leaf.begin(), leaf.end()}), names_of(expr::variables_of<E>{}, leaf), first(expr::variables_of<E>{}), title);
        }

    private:
        template <class... V>
        static std::vector<int> first(expr::variables<V...>) {
            std::vector<int> all;
            for (int i = 0; i < static_cast<int>(sizeof...(V)); ++i) all.push_back(i);
            return all;
        }
        // The numbers that the expression holds are called what they are.
        template <class... V>
        static std::vector<std::string> names_of(expr::variables<V...>, auto const& leaf) {
            std::vector<std::string> all{V::text.text...};
            for (std::size_t i = all.size(); i < leaf.size(); ++i) all.push_back(back::literal_text(leaf[i]));
            return all;
        }
    };
}

// The page of a function with its derivatives by all arguments but rows at this point, or of a transform's own program.
template <class F, class... A>
    requires(!is_operand<F>)
std::string html(F const& f, names const& given, A const&... arguments) {
    using scalar = detail::scalar_of_call<F, A...>;
    static_assert(std::is_floating_point_v<scalar>, "typegrad::html: for functions of float, double and long double");
    if constexpr (detail::check_call<F, scalar, A...>()) {
        using source = pass::simplified<typename detail::program_to_watch<F, detail::request_of_page<A...>, detail::literal_for<scalar>, A...>::type>;
        auto const leaf = detail::inputs_of_call<scalar>(f, arguments...);
        constexpr int numbers = (0 + ... + (is_rows<A> ? 0 : leaves<A>)), tables = (0 + ... + (is_rows<A> ? 1 : 0));
        std::string const title = "A function of " + std::to_string(numbers) + (numbers == 1 ? " number" : " numbers") + (tables > 0 ? " and rows" : "");
        return detail::page_of(detail::program_at<source, scalar>({leaf.begin(), leaf.end()}), detail::names_of_leaves<A...>(given), detail::leaves_of_derivatives<F, A...>::all(), title);
    } else {
        return {};
    }
}
template <class F, class... A>
    requires(!is_operand<F>)
std::string html(F const& f, A const&... arguments) {
    return html(f, names{}, arguments...);
}

// html(y)(x = 2.0): the page of an expression with its gradient there.
template <expr::expression E>
auto html(E const& e) {
    return detail::page_of_expression<E>{e, infix(e)};
}

// Where a sparse matrix has entries; a large one, of which a mark is a square of entries, is shown without their values.
template <class T, class Compressed>
std::string html(sparse_matrix<T, Compressed> const& m) {
    return back::spy_page<T>("A sparse matrix", m.rows, m.columns, m.pattern.row_starts, m.pattern.column_indices, m.values);
}
template <class T>
std::string html(sparse_matrix_in_rows<T> const& m) {
    return back::spy_page<T>("A sparse matrix", m.rows, m.columns, m.pattern.row_starts, m.pattern.column_indices, m.values);
}

}

#include <typegrad/macros/restore.hpp>
