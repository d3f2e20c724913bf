// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Finance. See corpus.hpp.
#pragma once

#include "entry.hpp"

namespace corpus {

struct svensson_yield : entry {
    static constexpr auto name = "Svensson yield curve";
    static constexpr auto source = "L. E. O. Svensson, Estimating and Interpreting Forward Interest Rates: Sweden 1992-1994, NBER 4871 (1994), eq. 8";
    static constexpr double by_expression = 1.05;
    static constexpr std::tuple point{0.031, -0.012, 0.008, 0.015, 1.7, 5.2, 7.5};
    static constexpr auto formula = [](auto b0, auto b1, auto b2, auto b3, auto tau1, auto tau2, auto m) {
        auto const first = (1 - exp(-m / tau1)) / (m / tau1);
        auto const second = (1 - exp(-m / tau2)) / (m / tau2);
        return b0 + b1 * first + b2 * (first - exp(-m / tau1)) + b3 * (second - exp(-m / tau2));
    };
};

struct svi_variance : entry {
    static constexpr auto name = "SVI total variance";
    static constexpr auto source = "J. Gatheral, A parsimonious arbitrage-free implied volatility parameterization, Global Derivatives, Madrid (2004)";
    static constexpr double by_expression = 1.05;
    static constexpr std::tuple point{0.04, 0.1, -0.4, 0.05, 0.2, -0.15};
    static constexpr auto formula = [](auto a, auto b, auto rho, auto m, auto sigma, auto k) {
        return a + b * (rho * (k - m) + sqrt((k - m) * (k - m) + sigma * sigma));
    };
};

struct bachelier_call : entry {
    static constexpr auto name = "Bachelier call";
    static constexpr auto source = "L. Bachelier, Theorie de la speculation, Ann. Sci. Ecole Norm. Sup. 17 (1900) 21; W. Schachermayer, J. Teichmann, Math. Finance 18 (2008) 155";
    static constexpr double by_expression = 1.05;
    static constexpr std::tuple point{101.0, 99.5, 12.0, 0.75};
    static constexpr auto formula = [](auto forward, auto strike, auto sigma, auto t) {
        auto const width = sigma * sqrt(t);
        auto const d = (forward - strike) / width;
        return (forward - strike) * norm_cdf(d) + width * norm_pdf(d);
    };
};

struct margrabe : entry {
    static constexpr auto name = "Margrabe exchange option";
    static constexpr auto source = "W. Margrabe, The value of an option to exchange one asset for another, J. Finance 33 (1978) 177";
    static constexpr double by_expression = 1.05;
    static constexpr std::tuple point{100.0, 95.0, 0.25, 0.3, 0.4, 1.5, 0.01, 0.02};
    static constexpr auto formula = [](auto s1, auto s2, auto v1, auto v2, auto rho, auto t, auto q1, auto q2) {
        auto const variance = v1 * v1 + v2 * v2 - 2 * rho * v1 * v2;
        auto const width = sqrt(variance * t);
        auto const d1 = (log(s1 / s2) + (q2 - q1 + variance / 2) * t) / width;
        return s1 * exp(-q1 * t) * norm_cdf(d1) - s2 * exp(-q2 * t) * norm_cdf(d1 - width);
    };
};

struct kirk_spread : entry {
    static constexpr auto name = "Kirk spread option";
    static constexpr auto source = "E. Kirk, Correlation in the energy markets, in Managing Energy Price Risk, Risk Publications (1995) 71";
    static constexpr double by_expression = 1.05;
    static constexpr std::tuple point{110.0, 100.0, 5.0, 0.3, 0.25, 0.6, 0.5, 0.03};
    static constexpr auto formula = [](auto f1, auto f2, auto k, auto v1, auto v2, auto rho, auto t, auto r) {
        auto const share = f2 / (f2 + k);
        auto const v = sqrt(v1 * v1 - 2 * rho * v1 * v2 * share + v2 * v2 * share * share);
        auto const d1 = (log(f1 / (f2 + k)) + v * v * t / 2) / (v * sqrt(t));
        auto const d2 = d1 - v * sqrt(t);
        return exp(-r * t) * (f1 * norm_cdf(d1) - (f2 + k) * norm_cdf(d2));
    };
};

struct vasicek_bond : entry {
    static constexpr auto name = "Vasicek bond";
    static constexpr auto source = "O. Vasicek, An equilibrium characterization of the term structure, J. Financial Economics 5 (1977) 177, eq. 27";
    static constexpr double by_expression = 1.05;
    static constexpr std::tuple point{0.03, 0.8, 0.045, 0.015, 6.0};
    static constexpr auto formula = [](auto r, auto a, auto b, auto sigma, auto t) {
        auto const duration = (1 - exp(-a * t)) / a;
        return exp((duration - t) * (a * a * b - sigma * sigma / 2) / (a * a) - sigma * sigma * duration * duration / (4 * a) - duration * r);
    };
};

struct cox_ingersoll_ross_bond : entry {
    static constexpr auto name = "Cox-Ingersoll-Ross bond";
    static constexpr auto source = "J. C. Cox, J. E. Ingersoll, S. A. Ross, A theory of the term structure of interest rates, Econometrica 53 (1985) 385, eq. 23";
    static constexpr double by_expression = 1.05;
    static constexpr std::tuple point{0.03, 0.6, 0.05, 0.1, 4.0};
    static constexpr auto formula = [](auto r, auto kappa, auto theta, auto sigma, auto t) {
        auto const gamma = sqrt(kappa * kappa + 2 * sigma * sigma);
        auto const growth = exp(gamma * t) - 1;
        auto const divisor = (gamma + kappa) * growth + 2 * gamma;
        auto const a = pow(2 * gamma * exp((kappa + gamma) * t / 2) / divisor, 2 * kappa * theta / (sigma * sigma));
        return a * exp(-2 * growth / divisor * r);
    };
};

struct geometric_asian : entry {
    static constexpr auto name = "geometric Asian call";
    static constexpr auto source = "A. G. Z. Kemna, A. C. F. Vorst, A pricing method for options based on average asset values, J. Banking and Finance 14 (1990) 113";
    static constexpr double by_expression = 1.05;
    static constexpr std::tuple point{100.0, 98.0, 0.04, 0.28, 1.2};
    static constexpr auto formula = [](auto s, auto k, auto r, auto sigma, auto t) {
        auto const drift = 0.5 * (r - sigma * sigma / 6);
        auto const width = sigma * sqrt(t / 3);
        auto const d = (log(s / k) + 0.5 * (r + sigma * sigma / 6) * t) / width;
        return exp(drift * t) * s * norm_cdf(d) * exp(-r * t) - k * exp(-r * t) * norm_cdf(d - width);
    };
};

struct down_and_out_call : entry {
    static constexpr auto name = "down-and-out call";
    static constexpr auto source = "R. C. Merton, Theory of rational option pricing, Bell J. Economics 4 (1973) 141, eq. 55";
    static constexpr std::tuple point{100.0, 95.0, 80.0, 0.03, 0.25, 0.8};
    static constexpr auto formula = [](auto s, auto k, auto barrier, auto r, auto sigma, auto t) {
        auto const width = sigma * sqrt(t), lambda = r / (sigma * sigma) + 0.5;
        auto const d = log(s / k) / width + lambda * width, y = log(barrier * barrier / (s * k)) / width + lambda * width, q = barrier / s;
        auto const discounted = k * exp(-r * t);
        return s * norm_cdf(d) - discounted * norm_cdf(d - width) - s * pow(q, 2 * lambda) * norm_cdf(y) + discounted * pow(q, 2 * lambda - 2) * norm_cdf(y - width);
    };
};

struct jump_diffusion : entry {
    static constexpr auto name = "jump diffusion, four terms";
    static constexpr auto source = "R. C. Merton, Option pricing when underlying stock returns are discontinuous, J. Financial Economics 3 (1976) 125, eq. 19";
    static constexpr std::tuple point{100.0, 105.0, 0.02, 0.2, 1.0, 0.5, -0.1, 0.15};
    static constexpr auto formula = [](auto s, auto k, auto r, auto sigma, auto t, auto lambda, auto mean, auto deviation) {
        auto const jump = exp(mean + deviation * deviation / 2), intensity = lambda * jump * t;
        auto weight = exp(-intensity), price = 0 * s;
        for (int n = 0; n < 4; ++n) {
            auto const variance = sigma * sigma + n * deviation * deviation / t, rate = r - lambda * (jump - 1) + n * log(jump) / t;
            auto const width = sqrt(variance * t), d1 = (log(s / k) + (rate + variance / 2) * t) / width;
            price += weight * (s * norm_cdf(d1) - k * exp(-rate * t) * norm_cdf(d1 - width));
            weight = weight * intensity / (n + 1);
        }
        return price;
    };
};

struct coupon_bond : entry {
    static constexpr auto name = "coupon bond with an accrued spread";
    static constexpr auto source = "F. R. Macaulay, Some Theoretical Problems Suggested by the Movements of Interest Rates, NBER (1938), ch. 2";
    static constexpr std::tuple point{0.05, 0.035, 0.012, 100.0};
    static constexpr auto formula = [](auto coupon, auto yield, auto spread, auto face) {
        auto price = 0 * face, discount = 1 + 0 * face;
        for (int year = 1; year <= 10; ++year) {
            discount /= 1 + yield + spread;
            price += coupon * face * discount;
        }
        return price + face * discount;
    };
};

struct garch : entry {
    static constexpr auto name = "GARCH(1, 1) likelihood of eight returns";
    static constexpr auto source = "T. Bollerslev, Generalized autoregressive conditional heteroskedasticity, J. Econometrics 31 (1986) 307";
    static constexpr std::tuple point{0.05, 0.12, 0.8, 0.02};
    static constexpr auto formula = [](auto omega, auto alpha, auto beta, auto mean) {
        constexpr std::array returns{0.3, -0.9, 1.4, 0.2, -1.1, 0.7, -0.4, 0.1};
        auto variance = omega / (1 - alpha - beta), likelihood = 0 * omega;
        for (double x : returns) {
            auto const shock = x - mean;
            likelihood -= 0.5 * (log(variance) + shock * shock / variance);
            variance = omega + alpha * shock * shock + beta * variance;
        }
        return likelihood;
    };
};

using finance = list<svensson_yield, svi_variance, bachelier_call, margrabe, kirk_spread, vasicek_bond, cox_ingersoll_ross_bond, geometric_asian, down_and_out_call,
                     jump_diffusion, coupon_bond, garch>;

}
