using Joulemark.Analysis;
using Joulemark.Comparison;
using Joulemark.Metrology;
using Joulemark.Records;
using Xunit;

namespace Joulemark.Tests.Faults;

/// <summary>What became of a run with a fault: every figure is right, or marked, or not given; that much is asserted at once.</summary>
internal sealed class FaultOutcome
{
    private const double Tolerance = 0.005;
    private readonly FaultCourse _course;

    public FaultOutcome(FaultCourse course, RunRecord run)
    {
        _course = course;
        Run = run;
        Result = RunJudge.Judge(run);
        if (Configuration.Validity.Valid)
            Assert.All(Configuration.Windows, w => Assert.True(w.Gross is null || IsRight(w), Say(w)));
    }

    public RunRecord Run { get; }

    public RunResult Result { get; }

    /// <summary>Codes of all validity reasons, in order.</summary>
    public string Codes => string.Join(' ', Configuration.Validity.Reasons.Select(r => r.Code).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));

    private ConfigurationResult Configuration => Result.Configurations[SampleRun.Configuration];

    /// <summary>Every figure is right, and nothing is marked.</summary>
    public FaultOutcome IsRight()
    {
        Assert.Equal("", Codes);
        IsRightIn(1, 2, 3);
        var perWindow = Enumerable.Range(1, 3).Average(r => _course.JoulesOf(Stage.Window, r));
        Assert.Equal(20 * perWindow, Configuration.Metrics["energy_to_solution"].Value!.Value, Tolerance * 20 * perWindow);
        var idle = _course.JoulesOf(Stage.IdleLoaded) * FaultCourse.Window / 4;
        Assert.Equal(20 * (perWindow - idle), Configuration.Metrics["net_energy_to_solution"].Value!.Value, Tolerance * 20 * perWindow);
        Assert.InRange(Configuration.Metrics["peak_power"].Value!.Value, 0.9 * _course.Peak(), 1.1 * _course.Peak());
        return this;
    }

    /// <summary>These windows are right, whatever became of the others.</summary>
    public FaultOutcome IsRightIn(params int[] windows)
    {
        Assert.All(Configuration.Windows.Where(w => windows.Contains(w.Repeat)), w => Assert.True(IsRight(w), Say(w)));
        return this;
    }

    /// <summary>A window has no figure, its code says why, and the other windows are right.</summary>
    public FaultOutcome Marks(string code, params int[] windows)
    {
        Says(code);
        Assert.Contains(Configuration.Validity.Reasons, r => r.Code == code && r.Evidence.Contains($"window {windows[0]}", StringComparison.Ordinal));
        Assert.All(Configuration.Windows, w => Assert.Equal(windows.Contains(w.Repeat), w.Gross is null));
        Assert.Null(Configuration.Metrics["energy_to_solution"].Value);
        return IsRightIn([.. Enumerable.Range(1, 3).Except(windows)]);
    }

    /// <summary>The result is not valid, and this is among the reasons.</summary>
    public FaultOutcome Says(string code)
    {
        Assert.Contains(code, Configuration.Validity.Reasons.Select(r => r.Code));
        Assert.False(Result.Validity.Valid);
        return this;
    }

    /// <summary>A meter said so in the run.</summary>
    public FaultOutcome Reports(string id)
    {
        Assert.Contains(id, Result.Diagnostics.Select(d => d.Id));
        return this;
    }

    /// <summary>There is no net figure, since its idle power is missing; the gross figures stand.</summary>
    public FaultOutcome HasNoNet()
    {
        Assert.Null(Configuration.Metrics["net_energy_to_solution"].Value);
        Assert.Null(Configuration.Metrics["idle_power"].Value);
        Reports("JM5007");
        return IsRightIn(1, 2, 3);
    }

    private bool IsRight(WindowFigures window) => window is { Gross: { } gross, Uncertainty: { } uncertainty }
        && Math.Abs(gross.Joules - True(window)) is var error && error <= Tolerance * True(window) && error <= uncertainty.Joules + 1e-3;

    private double True(WindowFigures window) => _course.JoulesOf(Stage.Window, window.Repeat);

    private string Say(WindowFigures window) => FormattableString.Invariant(
        $"window {window.Repeat}: {window.Gross} ± {window.Uncertainty}, and truly {new Energy(True(window))}; [{Codes}] {string.Join("; ", Configuration.Validity.Reasons.Select(r => r.Evidence))}");
}
