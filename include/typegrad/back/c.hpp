// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// A program as a function of C, which needs no more than C99's mathematical library.
//
//     void slope(double const* x, double* y) { … }
//
// An operation has a form in C in the list below, or the text has an #error in its place: nothing is left out without a word.
#pragma once
#pragma GCC system_header

#include <typegrad/back/text.hpp>

#include <cmath>
#include <limits>
#include <string>
#include <type_traits>
#include <vector>

namespace typegrad::inline v0_2::back {

namespace detail {
    // An operation by its text and arity. In the form $a, $b, $c are the operands, $t the type, $s the suffix of its functions.
    struct form_in_c {
        char const* text;
        int arity;
        char const* form;
        char const* helper = nullptr;  // a function that the form calls
    };

    // Functions of C's library by the same name.
    inline constexpr char const* functions_of_c[] = {"sqrt", "exp", "exp2", "expm1", "log", "log2", "log10", "log1p", "sin", "cos", "tan", "asin", "acos", "atan", "atan2", "sinh",
                                                     "cosh", "tanh", "asinh", "acosh", "atanh", "cbrt", "erf", "erfc", "pow", "fmax", "fmin", "fdim", "copysign", "fma", "floor",
                                                     "ceil", "trunc", "round", "rint", "nearbyint", "fmod", "remainder", "tgamma", "lgamma"};

    inline constexpr form_in_c forms_in_c[] = {
        {"+", 2, "$a + $b"},
        {"-", 2, "$a - $b"},
        {"*", 2, "$a * $b"},
        {"/", 2, "$a / $b"},
        {"-", 1, "-$a"},
        {"<", 2, "$a < $b"},
        {"<=", 2, "$a <= $b"},
        {"==", 2, "$a == $b"},
        {"!=", 2, "$a != $b"},
        {"&&", 2, "$a && $b"},
        {"||", 2, "$a || $b"},
        {"!", 1, "!$a"},
        {"isnan", 1, "isnan($a) != 0"},
        {"isinf", 1, "isinf($a) != 0"},
        {"isfinite", 1, "isfinite($a) != 0"},
        {"signbit", 1, "signbit($a) != 0"},
        {"is_negative", 1, "$a < 0"},
        {"select", 3, "$a ? $b : $c"},
        {"gate", 2, "$a ? $b : 0"},
        {"abs", 1, "fabs$s($a)"},
        {"max", 2, "$a < $b ? $b : $a"},
        {"min", 2, "$b < $a ? $b : $a"},
        {"clamp", 3, "$a < $b ? $b : $c < $a ? $c : $a"},
        {"relu", 1, "$a < 0 ? 0 : $a"},
        {"sign", 1, "$a < 0 ? -1 : $a > 0 ? 1 : $a"},
        {"step", 1, "$a < 0 ? 0 : $a >= 0 ? 1 : $a"},
        {"unless_nan", 2, "$b == $b ? $a : $b"},
        {"if_ordered", 3, "$c < $b || $b <= $c ? $a : $b + $c"},
        {"shared_at_tie", 3, "$c < $b ? $a : $b == $c ? $a / 2 : $b + $c"},
        {"finite_or_zero", 1, "$a - $a == 0 ? $a : 0"},
        {"rsqrt", 1, "1 / sqrt$s($a)"},
        {"hypot", 2, "hypot$s($a, $b)"},
        {"hypot", 3, "hypot$s(hypot$s($a, $b), $c)"},
        {"hypot_of_one", 1, "hypot$s($a, 1)"},
        {"direction", 3, "$a / $c"},
        {"sqrt1pm1", 1, "$a / (1 + sqrt$s(1 + $a))"},
        {"exp10", 1, "pow$s(10, $a)"},
        {"log1m_exp", 1, "$a > ($t)-0.6931471805599453 ? log$s(-expm1$s($a)) : log1p$s(-exp$s($a))"},
        {"log1m_exp_slope", 1, "-1 / expm1$s(-$a)"},
        {"xlogy", 2, "$a == 0 && $b == $b ? 0 : $a * log$s($b)"},
        {"xlog1py", 2, "$a == 0 && $b == $b ? 0 : $a * log1p$s($b)"},
        {"ldexp", 2, "ldexp$s($a, (int)$b)"},
        {"cbrt_slope", 2, "typegrad_cbrt_slope$s($a, $b)",
         "static $t typegrad_cbrt_slope$s($t a, $t y) {\n    $t const inverse = 1 / (y * y), quotient = y / a;\n    return (quotient == quotient ? inverse + 2 * quotient : 3 * inverse) / 9;\n}\n"},
        {"sech_squared", 2, "typegrad_sech_squared$s($a, $b)",
         "static $t typegrad_sech_squared$s($t a, $t y) {\n    $t e;\n    if (fabs$s(y) < ($t)0.96) return 1 - y * y;\n    e = exp$s(-2 * fabs$s(a));\n    return 4 * e / ((1 + e) * (1 + e));\n}\n"},
        {"root_below_square", 1, "$a * $e < 1 ? sqrt$s(($a - 1) * ($a + 1)) : $a"},
        {"inverted", 2, "typegrad_over_squares$s($a, $a, $b)", "over_squares"},
        {"over_squares", 3, "typegrad_over_squares$s($a, $b, $c)",
         "static $t typegrad_over_squares$s($t x, $t a, $t b) {\n    $t const s = a * a + b * b;\n    $t greater;\n    if (s >= $m && s <= $M) return x / s;\n"
         "    greater = fabs$s(a) < fabs$s(b) ? fabs$s(b) : fabs$s(a);\n    a /= greater;\n    b /= greater;\n    return x / greater / (a * a + b * b) / greater;\n}\n"},
        {"softsign", 1, "$a / (1 + fabs$s($a))"},
        {"softsign_slope", 1, "1 / ((1 + fabs$s($a)) * (1 + fabs$s($a)))"},
        {"sigmoid", 1, "1 / (1 + exp$s(-$a))"},
        {"sigmoid", 2, "$a < 0 ? $b / (1 + $b) : 1 / (1 + $b)"},
        {"logistic_slope", 2, "$b / ((1 + $b) * (1 + $b))"},
        {"softplus", 2, "$a > 0 ? $a + $b : $b"},
        {"decay_of_difference", 2, "exp$s(-fabs$s($a - $b))"},
        {"log_sum_exp", 3, "$a == $b && $a - $a != 0 ? $a : ($a < $b ? $b : $a) + $c"},
        {"bernoulli_variance", 1, "$a * (1 - $a)"},
        {"logit", 1, "$a > ($t)0.25 && $a < ($t)0.75 ? log1p$s((2 * $a - 1) / (1 - $a)) : log$s($a / (1 - $a))"},
        {"norm_pdf", 1, "exp$s(-$a * $a / 2) * ($t)0.39894228040143267794L"},
        {"norm_cdf", 1, "erfc$s($a * ($t)-0.70710678118654752440L) / 2"},
        {"log_norm_pdf", 1, "-$a / 2 * $a - ($t)0.91893853320467274178L"},
        {"power_slope", 3, "$c"},
        {"power_by_logarithm", 3, "pow$s($a, $b)"},
        // One by one: C's compiler need not know what is moderate.
        {"joined_factor", 2, "$a"},
        {"joined_rest", 2, "$a + log$s($b)"},
        {"log_of_joined", 1, "0"},
        {"product_unless_zero", 3, "$c == 0 ? 0 : $a * $b"},
        {"is_ordinary_power", 2, "fabs$s($a) >= $m && fabs$s($b) >= $m && fabs$s($b) <= $M"},
        {"well_scaled", 1, "fabs$s($a) >= $m && fabs$s($a) <= $M"},
        {"power_partial", 3, "typegrad_power_partial$s($a, $b, (int)$c)",
         // The closed form of op/power.hpp.
         "static $t typegrad_power_partial$s($t a, $t b, int order) {\n    int const m = order % 64, n = order / 64 % 64;\n    int binomial = 1, i, k;\n    $t c[64] = {1}, sum = 0, logarithm, power, result;\n"
         "    for (i = 0; i < m; ++i) {\n        $t const factor = b - i;\n        for (k = n; k > 0; --k) c[k] = c[k] * factor + k * c[k - 1];\n        c[0] *= factor;\n    }\n"
         "    logarithm = n > 0 ? log$s(a) : 0;\n"
         "    for (k = n; k >= 0; binomial = binomial * k / (n - k + 1), --k) sum = (sum == 0 ? 0 : sum * logarithm) + binomial * c[n - k];\n"
         "    power = pow$s(a, b - m);\n    result = sum == 0 ? 0 : power == 0 ? (sum == sum ? 0 : sum) : power * sum;\n"
         "    if (m == 0 && a == 0 && b == 0) result = 0;\n    return order >= 4096 && a == 0 && result - result != 0 ? 0 : result;\n}\n"},
        {"one_minus_square", 1, "(1 - $a) * (1 + $a)"},
        {"limit", 1, "$a"},
        {"with_slope", 2, "0"},
        {"two_over_root_pi", 0, "($t)1.12837916709551257389615890312154517L"},
        {"log_2", 0, "($t)0.693147180559945309417232121458176568L"},
        {"log_10", 0, "($t)2.30258509299404568401799145468436421L"},
        {"log2_e", 0, "($t)1.44269504088896340735992468100189214L"},
        {"log10_e", 0, "($t)0.434294481903251827651128918916605082L"},
        {"root_2", 0, "($t)1.41421356237309504880168872420969808L"},
        {"root_half", 0, "($t)0.707106781186547524400844362104849039L"},
        {"root_two_over_pi", 0, "($t)0.797884560802865355879892119868763737L"},
    };

    template <class T>
    struct type_in_c;
    template <>
    struct type_in_c<float> {
        static constexpr char const *name = "float", *suffix = "f", *macros = "FLT";
    };
    template <>
    struct type_in_c<double> {
        static constexpr char const *name = "double", *suffix = "", *macros = "DBL";
    };
    template <>
    struct type_in_c<long double> {
        static constexpr char const *name = "long double", *suffix = "l", *macros = "LDBL";
    };
}

template <class Literal>
class writer_of_c {
    using type = detail::type_in_c<Literal>;

public:
    explicit writer_of_c(writer<Literal> const& program) : program_(program) {}

    // The function, with the helpers that it needs before it.
    std::string function(std::string const& name) {
        // Variables that are read. A form may leave an operand out.
        is_read_.assign(static_cast<std::size_t>(program_.node_count()), false);
        for (int i = 0; i < program_.output_count(); ++i) value(program_.output_at(i));
        for (int i = program_.node_count() - 1; i >= program_.input_count(); --i)
            if (is_line(i)) right_side(i);
        errors_.clear(), helpers_.clear();
        std::string body, outputs;
        for (int i = program_.input_count(); i < program_.node_count(); ++i)
            if (is_line(i)) body += "    " + declared(i) + " = " + right_side(i) + ";\n";
        for (int i = 0; i < program_.output_count(); ++i) outputs += "    y[" + std::to_string(i) + "] = " + value(program_.output_at(i)) + ";\n";
        std::string inputs;
        for (int i = 0; i < program_.input_count(); ++i) inputs += (i > 0 ? ", " : "") + in_comment(program_.input_name(i));
        return "#include <float.h>\n#include <math.h>\n\n" + errors_ + helpers_ + "/* x: " + inputs + "; y: " + std::to_string(program_.output_count()) +
               (program_.output_count() == 1 ? " number */\n" : " numbers */\n") + "void " + name + "(" + type::name + " const* x, " + type::name + "* y) {\n" + body +
               (program_.input_count() == 0 ? "    (void)x;\n" : "") + outputs + "}\n";
    }

private:
    bool is_line(int i) const { return program_.has_line(i) && is_read_[static_cast<std::size_t>(i)]; }
    std::string declared(int i) const {
        return std::string(program_.node_at(i).what->result == kind::condition ? "int" : type::name) + " const t" + std::to_string(i);
    }
    std::string value(int operand) const {
        if (operand >= 0) is_read_[static_cast<std::size_t>(operand)] = true;
        return operand < 0                       ? literal(program_.literal_at(operand))
             : operand < program_.input_count() ? "x[" + std::to_string(operand) + "]"
                                                : "t" + std::to_string(operand);
    }
    // With all its digits, and in parentheses where it has a sign.
    static std::string literal(Literal value) {
        if (value != value) return "NAN";
        if (value - value != 0) return value > 0 ? "INFINITY" : "(-INFINITY)";
        std::string text = literal_text(value);
        if (text.find_first_of(".e") == std::string::npos) text += ".0";
        if constexpr (std::is_same_v<Literal, float>) text += "f";
        if constexpr (std::is_same_v<Literal, long double>) text += "L";
        return std::signbit(value) ? in_parentheses(text) : text;
    }
    // A name may hold what ends a comment.
    static std::string in_comment(std::string const& name) {
        std::string text;
        for (char const c : name) text += c == '*' || c == '/' || c == '\\' || c == '?' || c == '\n' ? '_' : c;
        return text;
    }

    std::string right_side(int i) {
        graph::node const& n = program_.node_at(i);
        std::string const text = n.what->text;
        if (component_number(n.operation) < 0 && n.what->components == 0) {
            for (char const* const function : detail::functions_of_c)
                if (text == function) {
                    std::string call = text + type::suffix + "(";
                    for (int k = 0; k < n.what->arity; ++k) call += (k > 0 ? ", " : "") + value(n.operand[k]);
                    return call + ")";
                }
            for (auto const& form : detail::forms_in_c)
                if (text == form.text && n.what->arity == form.arity) {
                    if (form.helper) need(form.helper);
                    return filled(form.form, n);
                }
        }
        for (int k = 0; k < n.what->arity; ++k) value(n.operand[k]);
        std::string const error = "#error \"typegrad::c_function: no form in C of " + in_quotes(text) + "; compute what it gives outside, and pass it as an argument\"\n";
        if (errors_.find(error) == std::string::npos) errors_ += error;
        return "0";
    }
    // Once in a file, that of another function in it included.
    void need(std::string helper) {
        for (auto const& form : detail::forms_in_c)
            if (helper == form.text) helper = form.helper;
        std::string const text = filled(helper.c_str(), {}) + "\n", before = std::string("static ") + type::name + " ";
        std::string const name = text.substr(before.size(), text.find('(') - before.size()), defined = name + "_is_defined\n";
        if (helpers_.find(text) == std::string::npos) helpers_ += "#ifndef " + defined + "#define " + defined + text + "#endif\n\n";
    }
    std::string filled(char const* form, graph::node const& n) const {
        std::string text;
        for (char const* c = form; *c != 0; ++c) {
            if (*c != '$') {
                text += *c;
                continue;
            }
            switch (*++c) {
            case 't': text += type::name; break;
            case 's': text += type::suffix; break;
            case 'e': text.append(type::macros).append("_EPSILON"); break;
            case 'm': text.append("(").append(type::macros).append("_MIN / ").append(type::macros).append("_EPSILON)"); break;
            case 'M': text.append(type::macros).append("_MAX"); break;
            default: text += value(n.operand[*c - 'a']);
            }
        }
        return text;
    }

    writer<Literal> const& program_;
    std::string errors_, helpers_;
    mutable std::vector<bool> is_read_;
};

}
