namespace Joulemark.Tests.Faults;

/// <summary>What a counter shows of the joules that were truly drawn.</summary>
/// <param name="truth">Joules truly drawn up to a second.</param>
/// <param name="start">What it shows in the beginning.</param>
internal sealed class FaultyCounter(Func<double, double> truth, double start)
{
    private double _offset = start;
    private double? _held;
    private double _now;

    /// <summary>Joules that it shows at a second.</summary>
    public double At(double seconds)
    {
        _now = seconds;
        return _held ?? (truth(seconds) + _offset);
    }

    /// <summary>It starts again from 0, as after a reload of the driver.</summary>
    public void Restart() => _offset = -truth(_now);

    /// <summary>It shows more, or less, from now on.</summary>
    public void Shift(double joules) => _offset += joules;

    /// <summary>It stands still.</summary>
    public void Hold() => _held = At(_now);

    /// <summary>It shows what it would have without standing still.</summary>
    public void Release() => _held = null;
}
