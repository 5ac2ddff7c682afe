using System.Globalization;
using Spectre.Console;

namespace Joulemark.Cli.Rendering;

/// <summary>The consoles that everything is rendered to.</summary>
internal static class Terminal
{
    /// <summary>Nobody's terminal: lines are not broken.</summary>
    public const int Endless = 10_000;

    private const int Page = 120; // what a file or a CI's log shows without scrolling

    private const int Narrowest = 40;

    /// <summary>Characters that a table may take: as many as <c>COLUMNS</c> says, where it is set, or as the terminal has.</summary>
    /// <param name="console">Where it is written.</param>
    /// <param name="file">As many as it may take in a file, which has no edge to break lines at.</param>
    public static int WidthOf(IAnsiConsole console, int file = Page) =>
        int.TryParse(Environment.GetEnvironmentVariable("COLUMNS"), NumberStyles.None, CultureInfo.InvariantCulture, out var columns) && columns >= Narrowest ? columns
        : console.Profile.Out.IsTerminal ? console.Profile.Width : file;

    /// <summary>Standard output, or standard error where standard output is somebody else's.</summary>
    public static IAnsiConsole For(bool standardError = false)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(standardError ? Console.Error : Console.Out) });
        if (!console.Profile.Out.IsTerminal)
            console.Profile.Width = Endless;
        console.Pipeline.Attach(new HarmlessText());
        return console;
    }

    /// <summary>Rounded on a terminal, plain in a file.</summary>
    public static TableBorder Border(IAnsiConsole console) => console.Profile.Out.IsTerminal ? TableBorder.Rounded : TableBorder.Ascii2;
}
