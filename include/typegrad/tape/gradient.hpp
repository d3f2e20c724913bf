// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// tape::derivative, tape::gradient and the rest: the callables and shapes of the compile-time front door, on the tape.
// Here the callable may hold state and branch, since it is run anew at each call.
#pragma once
#pragma GCC system_header

#include <typegrad/transform/gradient.hpp>
#include <typegrad/tape/flexible.hpp>
#include <typegrad/tape/variable.hpp>
#include <typegrad/trace/custom_tables.hpp>

namespace typegrad::inline v0_2::tape {

namespace detail {
    using namespace typegrad::detail;

    template <class T>
    inline constexpr bool are_numbers = is_scalar<T> && (!is_operand<T> || is_variable<T>);
#define TYPEGRAD_NO_NUMBERS_FOR_TAPE "typegrad::tape: the arguments must be numbers or tape variables, or std::array, std::vector and the like of those"
#define TYPEGRAD_NOT_CALLED_WITH_VARIABLES "typegrad::tape: the function cannot be called with tape variables in this number and shape; declare its parameters auto"
#define TYPEGRAD_TAPE_RETURNS_NOTHING "typegrad::tape: the function returns nothing; end it with `return` and the value that is to be differentiated"
    template <class T>
    consteval void check_numbers() {
        static_assert(are_numbers<T>, TYPEGRAD_NO_NUMBERS_FOR_TAPE);
    }

    // One recording of a function, apart from all others: its arguments come first, and what is outside is constant.
    template <class T>
    class call_recording {
    public:
        explicit call_recording(kink_policy kinks) : scope_(kinks), start_(current<T>.size()) {}
        call_recording(call_recording const&) = delete;
        // Between sweeps no adjoint is touched, whatever has been thrown.
        ~call_recording() {
            index const end = seeded_ ? current<T>.size() : body();
            for (index i = start_; i < end; ++i) current<T>.adjoint(i).clear();
        }

        variable<T> argument(T const& value, bool selected) {
            if (!selected) return variable<T>(value);
            ++count_;
            id const made = current<T>.record(0, T(0), 0, T(0), value, "an argument");
            if constexpr (is_operand<T>) current<T>.note_number(current<T>.find(made), value.find());
            return variable<T>::recorded(value, made);
        }
        void arguments_are_complete() const { current<T>.keep_from_release(); }
        index argument_count() const { return count_; }
        index first_argument() const { return start_; }

        // One result's own gradient.
        void seed(variable<T> const& y, T const& w) {
            index const at = y.find();
            if (at <= 0) return;
            seeded_ = true;
            current<T>.adjoint(at).add(w);
            last_ = std::max(last_, at);
        }
        // Sweeps from the seeds. Leaves made in the function keep what its own backward() calls gave them.
        void sweep() {
            index const from = std::exchange(last_, 0);
            seeded_ = false;
            if (from < body()) return;
            if (!current<T>.has_leaves_of_scope()) return current<T>.sweep(from, body());
            gradients_apart<T> const apart;
            current<T>.sweep(from, body());
        }
        void push() {
            seeded_ = true;
            current<T>.push(start_, body());
        }

        T take_derivative(index i) const {
            auto& a = current<T>.adjoint(start_ + i);
            T const derivative = a.get();
            a.clear();
            return derivative;
        }
        // The derivatives of one result by all arguments.
        template <class Out>
        void row(variable<T> const& y, Out&& out) {
            seed(y, T(1));
            sweep();
            for (index i = 0; i < count_; ++i) out(take_derivative(i));
        }
        void set_tangent(index i, T const& tangent) const {
            current<T>.adjoint(start_ + i).clear();
            current<T>.adjoint(start_ + i).add(tangent);
        }
        T tangent(variable<T> const& y) const {
            index const at = y.find();
            return at > 0 ? current<T>.adjoint(at).get() : T(0);
        }

    private:
        index body() const { return start_ + count_; }

        isolated_scope<T> scope_;
        index start_;
        index count_ = 0;
        index last_ = 0;       // the last entry that has a seed
        bool seeded_ = false;  // entries beside the arguments have adjoints
    };

    // A function with an argument or a result whose size is known at run time only.
    template <class Request, class T, class... S>
    struct flexible_call {
        template <class A>
        using numbers_of = typename flexible_shape<A>::template rebind<T>;
        template <class A>
        using variables_of = typename flexible_shape<A>::template rebind<variable<T>>;

        call_recording<T> recording{Request::kinks};
        // First all numbers, then what is made of them: a tensor is an entry of the record itself.
        std::array<std::vector<variable<T>>, sizeof...(S)> numbers;
        std::tuple<variables_of<S>...> variables;

        explicit flexible_call(S const&... arguments) : flexible_call(std::index_sequence_for<S...>{}, arguments...) {}

        template <class F>
        auto operator()(F const& function) {
            constexpr bool can_be_called = requires { function(std::declval<variables_of<S>&>()...); };
            static_assert(can_be_called, TYPEGRAD_NOT_CALLED_WITH_VARIABLES);
            if constexpr (can_be_called) return value_of_call(function, variables);
            else return variable<T>();
        }
        // The selected arguments' shapes, with numbers that next() gives: one alone, or a tuple.
        template <class Next>
        auto selected(Next&& next) const {
            return selected(next, std::index_sequence_for<S...>{});
        }

    private:
        template <std::size_t... I>
        flexible_call(std::index_sequence<I...>, S const&... arguments) : numbers{independent<I>(arguments)...}, variables{shaped<I>(arguments)...} {
            recording.arguments_are_complete();
        }
        template <std::size_t I, class A>
        std::vector<variable<T>> independent(A const& argument) {
            std::vector<T> value;
            if constexpr (!is_rows<A>) flexible_shape<A>::each(argument, [&](auto const& x) { value.push_back(static_cast<T>(x)); });
            std::vector<variable<T>> all;
            for (T const& x : value) all.push_back(recording.argument(x, selects<Request, I>));
            return all;
        }
        template <std::size_t I, class A>
        variables_of<A> shaped(A const& argument) {
            if constexpr (is_rows<A>) return argument;  // data
            else return flexible_shape<A>::template made<variable<T>>(argument, [next = numbers[I].begin()]() mutable { return std::move(*next++); });
        }
        template <class Next, std::size_t... I>
        auto selected(Next& next, std::index_sequence<I...>) const {
            // In braces: the order of a call's arguments is any.
            std::tuple<decltype(one<I, S>(next))...> parts{one<I, S>(next)...};
            auto all = std::apply([](auto&... part) { return std::tuple_cat(std::move(part)...); }, parts);
            if constexpr (std::tuple_size_v<decltype(all)> == 1) return std::get<0>(std::move(all));
            else return all;
        }
        template <std::size_t I, class A, class Next>
        auto one(Next& next) const {
            if constexpr (selects<Request, I>) return std::tuple<numbers_of<A>>{flexible_shape<A>::template made<T>(std::get<I>(variables), next)};
            else return std::tuple<>{};
        }
    };
    template <class T, class Result>
    std::vector<variable<T>> rows_of_result(Result const& y) {
        std::vector<variable<T>> rows;
        flexible_shape<Result>::each(y, [&](auto const& v) { rows.push_back(variable<T>(v)); });
        return rows;
    }
    template <class Result, class T>
    auto values_of_result(Result const& y, std::vector<variable<T>> const& rows) {
        auto next = rows.begin();
        return flexible_shape<Result>::template made<T>(y, [&] { return (next++)->value(); });
    }
    // With the structural differences of the compile-time side left out: what is asked, of a function to one number or to many.
    template <class Kind, class Call, class T, class Result>
    auto flexible_result(Call& call, Result const& y) {
        auto const rows = rows_of_result<T>(y);
        if constexpr (std::is_same_v<Kind, jacobian_result> || std::is_same_v<Kind, value_and_jacobian_result>) {
            std::vector<std::vector<T>> jacobian(rows.size());
            for (std::size_t i = 0; i < rows.size(); ++i) call.recording.row(rows[i], [&](T const& entry) { jacobian[i].push_back(entry); });
            if constexpr (std::is_same_v<Kind, jacobian_result>) return jacobian;
            else return value_with_jacobian<decltype(values_of_result(y, rows)), std::vector<std::vector<T>>>{values_of_result(y, rows), std::move(jacobian)};
        } else if constexpr (flexible_shape<Result>::is_flexible && std::is_convertible_v<Result const&, variable<T>>) {
            return flexible_result<Kind, Call, T, variable<T>>(call, variable<T>(y));  // a tensor, of one number
        } else {
            static_assert(!flexible_shape<Result>::is_flexible && typegrad::leaves<Result> == 1,
                          "typegrad::tape: the function returns several values; use tape::jacobian or value_and_jacobian, or return one of them");
            static_assert(!std::is_same_v<Kind, derivative_result>, "typegrad::tape::derivative: the function must take one scalar; for a vector use tape::gradient");
            std::vector<T> row;
            call.recording.row(rows[0], [&](T const& entry) { row.push_back(entry); });
            auto next = row.begin();
            auto gradient = call.selected([&] { return *next++; });
            if constexpr (std::is_same_v<Kind, gradient_result>) return gradient;
            else return value_with_gradient<T, decltype(gradient)>{rows[0].value(), std::move(gradient)};
        }
    }

    template <class T, class A>
    using variables_of = typename flexible_shape<A>::template rebind<variable<T>>;
    // What says why there is no result.
    template <class Given>
    inline constexpr bool is_no_result = std::derived_from<std::remove_cvref_t<Given>, op::no_result>;

    template <class... A>
    inline constexpr bool has_flexible_arguments = (flexible_shape<A>::is_flexible || ...);

    template <class Kind, class F, class Request>
    struct transform {
        [[no_unique_address]] F function;

        template <class... A>
        auto operator()(A const&... arguments) const {
            if constexpr (has_flexible_arguments<A...>) {
                using scalar = typename common_scalar<typename flexible_shape<A>::scalar...>::type;
                if constexpr (!are_numbers<scalar>) return flexible(arguments...);
                else {
                    // As below.
                    using given = decltype(std::declval<or_not_callable<F> const&>()(std::declval<variables_of<scalar, A>&>()...));
                    if constexpr (!requires { typename std::type_identity<given>; }) return refused_result<Kind, Request, A...>{};
                    else {
                        static_assert(!std::is_same_v<given, not_callable>, TYPEGRAD_NOT_CALLED_WITH_VARIABLES);
                        static_assert(!std::is_void_v<given>, TYPEGRAD_TAPE_RETURNS_NOTHING);
                        if constexpr (std::is_void_v<given> || is_no_result<given> || !requires { function(std::declval<variables_of<scalar, A>&>()...); }) return refused_result<Kind, Request, A...>{};
                        else return flexible(arguments...);
                    }
                }
            } else {
                using scalar = scalar_of_call<F, A...>;
                constexpr bool selects_arguments = typegrad::detail::selects_arguments<Request, static_cast<int>(sizeof...(A))>;
                static_assert(are_numbers<scalar>, TYPEGRAD_NO_NUMBERS_FOR_TAPE);
                static_assert(selects_arguments, TYPEGRAD_WRT_OUT_OF_RANGE);
                if constexpr (!are_numbers<scalar> || !selects_arguments) return refused_result<Kind, Request, A...>{};
                else {
                    // What is wrong in the function's body the compiler says here, where it is found through one function alone, and then nothing more is to be said.
                    using given = decltype(std::declval<or_not_callable<F> const&>()(std::declval<rebind<A, variable<scalar>>&>()...));
                    if constexpr (!requires { typename std::type_identity<given>; }) return refused_result<Kind, Request, A...>{};
                    else {
                        static_assert(!std::is_same_v<given, not_callable>, TYPEGRAD_NOT_CALLED_WITH_VARIABLES);
                        static_assert(!std::is_void_v<given>, TYPEGRAD_TAPE_RETURNS_NOTHING);
                        if constexpr (std::is_void_v<given> || is_no_result<given> || !takes<F, variable<scalar>, A...>) return refused_result<Kind, Request, A...>{};
                        else {
                            using result = decltype(value_of_call(function, std::declval<std::tuple<rebind<A, variable<scalar>>...>&>()));
                            if constexpr (flexible_shape<result>::is_flexible) return flexible(arguments...);
                            else return recorded<scalar, result>(arguments...);
                        }
                    }
                }
            }
        }

    private:
        template <class T, class Result, class... A>
        auto recorded(A const&... arguments) const {
            using selection = leaf_selection<Request, A...>;
            constexpr int rows = typegrad::leaves<Result>, values = Kind::with_value ? rows : 0;

            call_recording<T> recording(selection::kinks);
            int next = 0;
            std::tuple<rebind<A, variable<T>>...> variables{independent<A, T, selection>(recording, arguments, next)...};
            recording.arguments_are_complete();
            auto const y = value_of_call(function, variables);

            std::array<T, static_cast<std::size_t>(values + rows * selection::count)> leaf{};
            T* out = leaf.data();
            if constexpr (Kind::with_value) each_leaf<Result>(y, [&](auto const& v) { *out++ = variable<T>(v).value(); });
            each_leaf<Result>(y, [&](auto const& v) { recording.row(variable<T>(v), [&](T const& entry) { *out++ = entry; }); });
            return Kind::template shape<Request, Result, A...>(leaf.data());
        }
        // The selected leaves become the first entries of this recording, the others constants.
        template <class S, class T, class Chosen>
        static rebind<S, variable<T>> independent(call_recording<T>& recording, S const& argument, int& next) {
            if constexpr (is_rows<S>) {
                ++next;
                return argument;  // data
            } else {
                T value[static_cast<std::size_t>(typegrad::leaves<S>)];
                T* v = value;
                each_leaf<S>(argument, [&](auto const& x) { *v++ = static_cast<T>(x); });
                v = value;
                return shaped<S, variable<T>>([&] { return recording.argument(*v++, Chosen::contains(next++)); });
            }
        }
        template <class... A>
        auto flexible(A const&... arguments) const {
            using scalar = typename common_scalar<typename flexible_shape<A>::scalar...>::type;
            check_numbers<scalar>();
            flexible_call<Request, scalar, A...> call(arguments...);
            auto const y = call(function);
            return flexible_result<Kind, decltype(call), scalar, std::remove_cvref_t<decltype(y)>>(call, y);
        }
    };
    template <class Kind>
    struct kind {
        template <class F, class Request>
        using transform = detail::transform<Kind, F, Request>;
    };
}

// tape::derivative(f)(x): df/dx of a function of one scalar.
template <class F, class... Policies>
auto derivative(F f, Policies...) {
    return typegrad::detail::run_as_asked<detail::kind<typegrad::detail::derivative_result>::template transform, typegrad::detail::point_alone, F, typegrad::detail::request_of<Policies...>>{f};
}

// tape::gradient(f)(a, b, …), with wrt<…> as typegrad::gradient.
template <class F, class... Policies>
auto gradient(F f, Policies...) {
    return typegrad::detail::run_as_asked<detail::kind<typegrad::detail::gradient_result>::template transform, typegrad::detail::point_alone, F, typegrad::detail::request_of<Policies...>>{f};
}

// tape::value_and_gradient(f)(a, b, …): { value, gradient }.
template <class F, class... Policies>
auto value_and_gradient(F f, Policies...) {
    return typegrad::detail::run_as_asked<detail::kind<typegrad::detail::value_and_gradient_result>::template transform, typegrad::detail::point_alone, F, typegrad::detail::request_of<Policies...>>{f};
}

// tape::jacobian(f)(a, b, …): row-major, one reverse sweep a row over one recording.
template <class F, class... Policies>
auto jacobian(F f, Policies...) {
    return typegrad::detail::run_as_asked<detail::kind<typegrad::detail::jacobian_result>::template transform, typegrad::detail::point_alone, F, typegrad::detail::request_of<Policies...>>{f};
}

// tape::value_and_jacobian(f)(a, b, …): { value, jacobian }.
template <class F, class... Policies>
auto value_and_jacobian(F f, Policies...) {
    return typegrad::detail::run_as_asked<detail::kind<typegrad::detail::value_and_jacobian_result>::template transform, typegrad::detail::point_alone, F, typegrad::detail::request_of<Policies...>>{f};
}

}
