using System.Globalization;
using Joulemark.Metrology;
using Joulemark.Running;

namespace Joulemark.Cli.Rendering;

/// <summary>
/// One line on a terminal that renews itself: the time left, stage and window, the figure so far with its interval, power and
/// tokens per second now; what does not fit is left out. One line rather than a screen keeps its cost far below what is measured.
/// </summary>
internal sealed class LiveProgress : ProgressDisplay
{
    private const string ClearLine = "\r\u001b[K";
    private const int BarWidth = 12;
    private const string Gap = "  ";

    public override void Show(RunProgress progress)
    {
        if (progress.Disturbance is { } disturbance)
        {
            Console.Error.Write($"{ClearLine}disturbed: {disturbance}\n"); // it stays, and the line renews itself below
            return;
        }

        var full = (int)(progress.Done * BarWidth);
        var line = string.Create(CultureInfo.InvariantCulture, $"▕{new string('█', full)}{new string(' ', BarWidth - full)}▏{progress.Left:m\\:ss} left  {Describe(progress)}");
        string?[] figures =
        [
            progress.EnergyPerToken is { } figure ? FigureOf(figure) : null,
            progress.Power is { } power ? Figures.Scaled(power.Watts, "W") : null,
            progress.TokensPerSecond is { } rate ? string.Create(CultureInfo.InvariantCulture, $"{rate:0} tokens/s") : null,
        ];
        var width = (Console.IsErrorRedirected || Console.WindowWidth <= 0 ? 80 : Console.WindowWidth) - 1;
        foreach (var text in figures.OfType<string>().TakeWhile(t => line.Length + t.Length + Gap.Length <= width)) // half a figure is another figure
            line += Gap + text;
        Console.Error.Write(ClearLine + (line.Length > width ? line[..width] : line));
    }

    public override void Dispose() => Console.Error.Write(ClearLine);
}
