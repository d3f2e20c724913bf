# Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
"""What Python makes of the module: Greeks of a book of options, a minimum, and what is refused."""
import threading

import numpy

import models

# One option, and its Greeks against differences.
option = numpy.array([100.0, 105.0, 0.2, 0.5, 0.03])
price, greeks = models.call_and_greeks(option)
assert abs(price - models.call(option)) < 1e-12 and greeks.shape == (5,)
for k in range(5):
    step = 1e-5 * numpy.eye(5)[k] * option[k]
    difference = (models.call(option + step) - models.call(option - step)) / (2 * step[k])
    assert abs(greeks[k] - difference) < 1e-6 * max(1, abs(difference)), (k, greeks[k], difference)

# A book of them: one loop in C++, and no copy.
book = numpy.repeat(option[None, :], 1000, axis=0)
book[:, 1] = numpy.linspace(60, 140, 1000)
prices, greeks = models.call_and_greeks(book)
assert prices.shape == (1000,) and greeks.shape == (1000, 5)
assert numpy.array_equal(prices, models.call(book)) and numpy.all(numpy.diff(prices) < 0) and numpy.all((greeks[:, 0] > 0) & (greeks[:, 0] < 1))
assert numpy.array_equal(greeks[17], models.call_and_greeks(numpy.array(book[17]))[1])

# The interpreter goes on while C++ computes.
large, done = numpy.repeat(book, 100, axis=0), []
threads = [threading.Thread(target=lambda: done.append(models.call_and_greeks(large)[0].sum())) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert len(done) == 2 and done[0] == done[1]

# Newton's method with differences of the exact gradient.
x = numpy.array([-1.2, 1.0])
for _ in range(20):
    gradient = models.valley_and_gradient(x)[1]
    hessian = numpy.array([(models.valley_and_gradient(x + step)[1] - models.valley_and_gradient(x - step)[1]) / 2e-6 for step in 1e-6 * numpy.eye(2)])
    x = x - numpy.linalg.solve(hessian, gradient)
assert numpy.allclose(x, 1)

# Nothing is converted in silence.
for wrong in (option.astype(numpy.float32), book[:, ::-1], numpy.zeros((3, 4)), numpy.zeros((2, 2, 5)), numpy.asfortranarray(book)):
    try:
        models.call(wrong)
    except ValueError as error:
        assert "ascontiguousarray" in str(error) or "shape" in str(error)
    else:
        raise AssertionError(f"taken: {wrong.dtype} {wrong.shape}")
print("price", price, "delta", float(greeks[500, 0]), "minimum", x)
