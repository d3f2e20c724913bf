// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Data whose size is known at run time only: with(f, vector), of std::vector, std::span, and of Eigen's dynamic vectors and matrices.
// What f reads of them, by constant indices, is known once f is traced. So it is traced twice: to find out the largest indices, and then
// with as many inputs. The call compares them with the size, and throws std::out_of_range.
#pragma once
#pragma GCC system_header

#include <typegrad/trace/asked_order.hpp>
#include <typegrad/trace/call.hpp>

namespace typegrad::inline v0_2 {

// The part of such data that a function reads, Rows × Columns elements, while it is traced.
template <class T, int Rows, int Columns>
struct data_part {
    std::array<T, static_cast<std::size_t>(Rows* Columns)> element{};

    constexpr T const& operator[](auto i) const { return element[static_cast<std::size_t>(i)]; }
    constexpr T const& operator()(auto i) const { return element[static_cast<std::size_t>(i)]; }
    constexpr T const& operator()(auto i, auto j) const { return element[static_cast<std::size_t>(i) * static_cast<std::size_t>(Columns) + static_cast<std::size_t>(j)]; }
    constexpr T const& at(auto i) const { return element[static_cast<std::size_t>(i)]; }

#define TYPEGRAD_UNKNOWN_SIZE(type, name)                                                                                                              \
    template <class Never = T>                                                                                                                   \
    constexpr type name() const {                                                                                                         \
        static_assert(sizeof(Never) == 0, "typegrad: " #name "() of data whose size is known at run time only; a function that is traced indexes " \
                                          "it by constants: pass a std::array, or take the tape");                                               \
        return {};                                                                                                                               \
    }
    TYPEGRAD_UNKNOWN_SIZE(std::size_t, size)
    TYPEGRAD_UNKNOWN_SIZE(std::size_t, rows)
    TYPEGRAD_UNKNOWN_SIZE(std::size_t, cols)
    TYPEGRAD_UNKNOWN_SIZE(T const*, begin)
    constexpr T const* end() const { return nullptr; }
#undef TYPEGRAD_UNKNOWN_SIZE
};
template <class T, int Rows, int Columns>
struct shape<data_part<T, Rows, Columns>> {
    using scalar = T;
    template <class U>
    using rebind = data_part<U, Rows, Columns>;
    static constexpr int leaves = Rows * Columns;

    template <class Use>
    TYPEGRAD_INLINE static constexpr void each(auto&& value, Use&& use) {
        shape<std::array<T, static_cast<std::size_t>(leaves)>>::each(value.element, use);
    }
};

namespace detail {
    template <class V>
    inline constexpr bool is_matrix = false;
    template <class V>
        requires requires(V const& v) { v.rows(); v.cols(); v(0, 0); }
    inline constexpr bool is_matrix<V> = !V::IsVectorAtCompileTime;
    template <class V>
    using element_type = std::remove_cvref_t<decltype(*std::declval<V const&>().data())>;

    // That part where it is: the leaves are the object's own elements.
    template <class V, int Rows, int Columns>
    struct data_view {
        V const* object = nullptr;
    };

    template <class V, int Rows, int Columns>
    inline constexpr bool is_elsewhere<data_view<V, Rows, Columns>> = !is_matrix<V> && is_contiguous<element_type<V>>;

    struct extent {
        int rows = 0, columns = 0;
    };

    // What the data are while the largest indices are looked for.
    template <class T>
    struct probe {
        typename T::builder* builder = nullptr;
        extent* largest = nullptr;

        constexpr T element(long long i, long long j) const {
            if (i + 1 > largest->rows) largest->rows = static_cast<int>(i + 1);
            if (j + 1 > largest->columns) largest->columns = static_cast<int>(j + 1);
            return T(builder, builder->input());
        }
        constexpr T operator[](auto i) const { return element(static_cast<long long>(i), 0); }
        constexpr T operator()(auto i) const { return element(static_cast<long long>(i), 0); }
        constexpr T operator()(auto i, auto j) const { return element(static_cast<long long>(i), static_cast<long long>(j)); }
        constexpr T at(auto i) const { return element(static_cast<long long>(i), 0); }
        template <class Never = T>
        constexpr std::size_t size() const { return data_part<Never, 1, 1>{}.size(); }
        template <class Never = T>
        constexpr std::size_t rows() const { return data_part<Never, 1, 1>{}.rows(); }
        template <class Never = T>
        constexpr std::size_t cols() const { return data_part<Never, 1, 1>{}.cols(); }
        template <class Never = T>
        constexpr T const* begin() const { return data_part<Never, 1, 1>{}.begin(); }
        constexpr T const* end() const { return nullptr; }
    };
    template <class Value, class T>
    struct probing {
        using type = typegrad::rebind<Value, T>;
    };
    template <class Value, class T>
        requires has_dynamic_size<Value>
    struct probing<Value, T> {
        using type = probe<T>;
    };

    // What with(f, value…) gives where a value has dynamic size.
    template <class F, class... Values>
    struct with_data {
        [[no_unique_address]] F callee;
        std::tuple<Values...> values;

        template <class... A>
            requires std::is_invocable_v<F const&, A&..., referred<Values> const&...>
        TYPEGRAD_INLINE constexpr auto operator()(A&&... arguments) const {
            return apply_inlined([&](auto const&... value) TYPEGRAD_INLINE_LAMBDA { return callee(arguments..., referred_by(value)...); }, values);
        }

        // With traced arguments of the shapes S.
        template <class Literal, class... S>
        static constexpr bool takes = std::is_invocable_v<F const&, rebind<S, tracer<Literal>>&..., typename probing<Values, tracer<Literal>>::type const&...>;
        template <class Literal, class... S>
        static constexpr auto extents() {
            graph::builder<Literal> builder;
            std::array<extent, sizeof...(Values)> largest{};
            std::size_t next = 0;
            std::tuple<rebind<S, tracer<Literal>>...> point{traced_argument<S>(builder)...};
            std::tuple<typename probing<Values, tracer<Literal>>::type...> const data{probed<Values>(builder, largest[next++])...};
            std::apply([&](auto&... x) { std::apply([&](auto const&... value) { (void)typename state<F>::template rebind<tracer<Literal>>{}(x..., value...); }, data); }, point);
            return largest;
        }
        template <class Literal, class... S>
        static constexpr auto extents_for = extents<Literal, S...>();

        template <class Literal, class... S>
        TYPEGRAD_INLINE constexpr auto sized() const {
            return [&]<std::size_t... I>(std::index_sequence<I...>) TYPEGRAD_INLINE_LAMBDA {
                constexpr auto const& e = extents_for<Literal, S...>;
                return with_values<F, std::remove_cvref_t<decltype(part<e[I].rows, e[I].columns>(std::get<I>(values)))>...>{callee, {part<e[I].rows, e[I].columns>(std::get<I>(values))...}};
            }(std::index_sequence_for<Values...>{});
        }

    private:
        template <class Value, class Literal>
        static constexpr auto probed(graph::builder<Literal>& builder, extent& largest) {
            if constexpr (has_dynamic_size<Value>) return probe<tracer<Literal>>{&builder, &largest};
            else return traced_argument<Value>(builder);
        }
        template <int Rows, int Columns, class Value>
        TYPEGRAD_INLINE static constexpr auto part(Value const& value) {
            if constexpr (!has_dynamic_size<Value>) return value;
            else {
                auto const& data = referred_by(value);
                bool enough = static_cast<long long>(data.size()) >= Rows;
                if constexpr (is_matrix<referred<Value>>) enough = data.rows() >= Rows && data.cols() >= Columns;
                if (!enough) [[unlikely]] too_few();
                return data_view<referred<Value>, Rows, Columns>{&data};
            }
        }
        // <stdexcept> is a quarter of all that typegrad.hpp includes.
        [[noreturn, gnu::noinline, gnu::cold]] static void too_few() {
#ifdef __GLIBCXX__
            std::__throw_out_of_range("typegrad: the function reads more of the data given by typegrad::with than there are");
#else
            (void)std::array<char, 1>{}.at(sizeof...(Values));
            __builtin_unreachable();
#endif
        }
    };

    // Which functions have such data, and the function with its part of them for arguments of the shapes S, or the first of those.
    template <class F>
    inline constexpr bool has_data = false;
    template <class F, class... Values>
    inline constexpr bool has_data<with_data<F, Values...>> = true;

    template <class Literal, class... S, class F, class... Values>
    TYPEGRAD_INLINE constexpr auto with_sizes(with_data<F, Values...> const& function, std::tuple<S...>) {
        if constexpr (with_data<F, Values...>::template takes<Literal, S...>) return function.template sized<Literal, S...>();
        else if constexpr (sizeof...(S) > 1)
            return [&]<std::size_t... I>(std::index_sequence<I...>) TYPEGRAD_INLINE_LAMBDA {
                return with_sizes<Literal, std::tuple_element_t<I, std::tuple<S...>>...>(function, std::tuple<std::tuple_element_t<I, std::tuple<S...>>...>{});
            }(std::make_index_sequence<sizeof...(S) - 1>{});
        else
            static_assert(sizeof(F) == 0, "typegrad: the function cannot be called with these arguments and the data of typegrad::with, traced; declare its parameters auto, and "
                                          "index the data by constants");
    }

    // A transform of such a function: it is known only when there are arguments.
    template <template <class, class> class Transform, class Arguments, class F, class Request>
    struct transform_of_data {
        F function;

        template <class... A>
        TYPEGRAD_INLINE constexpr auto operator()(A const&... arguments) const {
            auto const sized = with_sizes_for<scalar_of_call<F, A...>, A...>(std::tuple<std::remove_cvref_t<A>...>{});
            return as_asked<Transform, Arguments, std::remove_const_t<decltype(sized)>, Request>{sized}(arguments...);
        }

        template <class Scalar, class... S>
        TYPEGRAD_INLINE constexpr auto with_sizes_for(std::tuple<S...> shapes) const {
            return with_sizes<literal_of_scalar<Scalar>, S...>(function, shapes);
        }
        template <class T>
        static constexpr auto literal_type() {
            if constexpr (is_traced<T>) return std::type_identity<typename T::builder::literal_type>{};
            else return std::type_identity<literal_for<T>>{};
        }
        template <class T>
        using literal_of_scalar = typename decltype(literal_type<T>())::type;
    };
    template <template <class, class> class Transform, class Arguments, class F, class Request>
    inline constexpr bool has_data<transform_of_data<Transform, Arguments, F, Request>> = true;
    template <class Literal, class... S, template <class, class> class Transform, class Arguments, class F, class Request>
    TYPEGRAD_INLINE constexpr auto with_sizes(transform_of_data<Transform, Arguments, F, Request> const& transform, std::tuple<S...> shapes) {
        auto const sized = with_sizes<Literal, S...>(transform.function, shapes);
        return as_asked<Transform, Arguments, std::remove_const_t<decltype(sized)>, Request>{sized};
    }

    template <template <class, class> class Transform, class Arguments, class F, class Request>
        requires has_data<F>
    struct transform_for<Transform, Arguments, F, Request> {
        using type = transform_of_data<Transform, Arguments, F, Request>;
    };
}

template <class V, int Rows, int Columns>
struct shape<detail::data_view<V, Rows, Columns>> {
    using scalar = detail::element_type<V>;
    template <class U>
    using rebind = data_part<U, Rows, Columns>;
    static constexpr int leaves = Rows * Columns;

    template <class Use>
    TYPEGRAD_INLINE static constexpr void each(auto&& value, Use&& use) {
        if constexpr (requires { value.element; }) shape<data_part<scalar, Rows, Columns>>::each(value, use);
        else if constexpr (detail::is_matrix<V>) {
            for (int i = 0; i < Rows; ++i)
                for (int j = 0; j < Columns; ++j) use((*value.object)(i, j));
        } else {
            for (int i = 0; i < Rows; ++i) use(value.object->data()[i]);
        }
    }
};

}
