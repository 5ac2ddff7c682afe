namespace Joulemark.Tests.Analysis;

/// <summary>
/// A random power curve whose energy is known: steps, ramps, swings, noise and spikes on a grid of a millisecond, between
/// which energy runs straight. The same seed gives the same curve.
/// </summary>
internal sealed class SimulatedPower
{
    private const double Grid = 1e-3;
    private readonly double[] _joules;

    public SimulatedPower(Random random, double seconds)
        : this(seconds, Curve(random, seconds))
    {
    }

    private SimulatedPower(double seconds, double[] watts)
    {
        Seconds = seconds;
        _joules = new double[watts.Length + 1];
        for (var i = 0; i < watts.Length; i++)
            _joules[i + 1] = _joules[i] + (Math.Clamp(watts[i], 5, MaxWatts) * Grid);
    }

    /// <summary>Idle, and a load of its own curve while a command runs; it comes and goes within some tens of milliseconds.</summary>
    public static SimulatedPower Command(Random random, double seconds, double start, double end)
    {
        var watts = Curve(random, seconds);
        var (idle, from, to) = (15 + (60 * random.NextDouble()), start + Late(), end - Late());
        for (var i = 0; i < watts.Length; i++)
            watts[i] = i * Grid < from || i * Grid >= to ? idle : idle + watts[i];
        return new SimulatedPower(seconds, watts);

        double Late() => random.Next(2) == 0 ? 0 : 0.05 * random.NextDouble();
    }

    private static double[] Curve(Random random, double seconds)
    {
        var watts = new double[(int)Math.Ceiling(seconds / Grid)];
        Array.Fill(watts, 20 + (300 * random.NextDouble()));
        for (var steps = random.Next(4); steps > 0; steps--)
            AddStep(random, watts);
        if (random.Next(3) == 0)
            AddRamp(random, watts);
        if (random.Next(2) == 0)
            AddSwing(random, watts);
        if (random.Next(2) == 0)
            AddNoise(random, watts);
        if (random.Next(3) == 0)
            AddSpikes(random, watts);
        return watts;
    }

    public const double MaxWatts = 900;

    public double Seconds { get; }

    /// <summary>Joules from the curve's start to a moment; before its start and after its end it draws nothing.</summary>
    public double Joules(double time)
    {
        var at = Math.Clamp(time / Grid, 0, _joules.Length - 1);
        var i = Math.Min((int)at, _joules.Length - 2);
        return _joules[i] + ((at - i) * (_joules[i + 1] - _joules[i]));
    }

    /// <summary>Mean watts of a stretch that ends at a moment.</summary>
    public double MeanWatts(double end, double length) => (Joules(end) - Joules(end - length)) / length;

    private static void AddStep(Random random, double[] watts)
    {
        var height = 200 * (random.NextDouble() - 0.3);
        for (var i = random.Next(watts.Length); i < watts.Length; i++)
            watts[i] += height;
    }

    private static void AddRamp(Random random, double[] watts)
    {
        var (from, length, height) = (random.Next(watts.Length), random.Next(1, watts.Length), 150 * (random.NextDouble() - 0.3));
        for (var i = from; i < watts.Length; i++)
            watts[i] += height * Math.Min(1, (i - from) / (double)length);
    }

    private static void AddSwing(Random random, double[] watts)
    {
        var (height, period, phase) = (60 * random.NextDouble(), 0.5 + (5 * random.NextDouble()), random.NextDouble());
        for (var i = 0; i < watts.Length; i++)
            watts[i] += height * Math.Sin(2 * Math.PI * ((i * Grid / period) + phase));
    }

    /// <summary>Noise that changes every 1 to 50 ms, as batches and kernels do.</summary>
    private static void AddNoise(Random random, double[] watts)
    {
        var (height, length) = (80 * random.NextDouble(), random.Next(1, 51));
        double now = 0;
        for (var i = 0; i < watts.Length; i++)
        {
            if (i % length == 0)
                now = height * (random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5);
            watts[i] += now;
        }
    }

    /// <summary>About two spikes a second of 5 to 100 ms.</summary>
    private static void AddSpikes(Random random, double[] watts)
    {
        var height = 300 * random.NextDouble();
        for (var spikes = (int)(watts.Length * Grid * 2); spikes > 0; spikes--)
        {
            var from = random.Next(watts.Length);
            var to = Math.Min(watts.Length, from + random.Next(5, 101));
            for (var i = from; i < to; i++)
                watts[i] += height;
        }
    }
}
