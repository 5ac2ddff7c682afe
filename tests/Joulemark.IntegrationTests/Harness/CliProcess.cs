using System.Diagnostics;
using System.Text;
using Joulemark.Testing.Devices;
using Xunit;

namespace Joulemark.IntegrationTests.Harness;

/// <summary>The real command line as a process of its own, killed when it takes too long.</summary>
internal sealed class CliProcess : IAsyncDisposable
{
    /// <summary>Longest that anything here may take; only a hang is meant to meet it.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private static readonly TemporaryDirectory States = new();
    private readonly Process _process;
    private readonly Transcript _output = new();
    private readonly Transcript _error = new();

    private CliProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, e) => _output.Add(e.Data);
        process.ErrorDataReceived += (_, e) => _error.Add(e.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        process.StandardInput.Close();
    }

    /// <summary>The source tree that these tests were built from.</summary>
    public static string Repository { get; } = FindRepository();

    /// <summary>How to start the tool: the host and the library built beside these tests, in the same configuration.</summary>
    public static IReadOnlyList<string> Command { get; } = ["dotnet", FindLibrary()];

    public int Id => _process.Id;

    /// <summary>Starts a command of the tool.</summary>
    public static CliProcess Start(IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null) =>
        StartCommand([.. Command, .. arguments], environment);

    /// <summary>Starts any command, for a tool that runs inside another.</summary>
    public static CliProcess StartCommand(IReadOnlyList<string> command, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };

        // Runs of other tests at the same time are not runs beside this one: each has a state, and so a lock, of its own.
        start.Environment["JOULEMARK_STATE"] = Path.Combine(States.Path, Guid.NewGuid().ToString("N"));
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        return new CliProcess(new Process { StartInfo = start });
    }

    /// <summary>Runs a command of the tool to its end.</summary>
    public static async Task<CliResult> RunAsync(IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        await using var process = Start(arguments, environment);
        return await process.ExitAsync();
    }

    /// <summary>Waits for a line of standard error that holds a text.</summary>
    public Task<string> ErrorLineAsync(string text) => LineAsync(_error, text);

    /// <summary>Waits for a line of standard output that holds a text.</summary>
    public Task<string> OutputLineAsync(string text) => LineAsync(_output, text);

    /// <summary>Waits for the end.</summary>
    public async Task<CliResult> ExitAsync()
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            await _process.WaitForExitAsync(patience.Token); // and until both streams are read to their end
        }
        catch (OperationCanceledException)
        {
            Kill();
            Assert.Fail($"the process did not end within {Patience}\n{_output}\n{_error}");
        }

        return new CliResult(_process.ExitCode, _output.ToString(), _error.ToString());
    }

    public async ValueTask DisposeAsync()
    {
        Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
    }

    private void Kill()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself.
        }
    }

    private async Task<string> LineAsync(Transcript transcript, string text)
    {
        try
        {
            return await transcript.LineAsync(text).WaitAsync(Patience, TestContext.Current.CancellationToken);
        }
        catch (Exception e) when (e is TimeoutException or InvalidOperationException)
        {
            Assert.Fail($"no line with '{text}'\n--- standard output\n{_output}\n--- standard error\n{_error}");
            throw;
        }
    }

    private static string FindLibrary()
    {
        var own = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var library = Path.Combine(Repository, "src", "Joulemark.Cli", "bin", own.Parent!.Name, own.Name, "Joulemark.Cli.dll");
        return File.Exists(library) ? library : throw new FileNotFoundException($"The command line is not built: {library}", library);
    }

    private static string FindRepository()
    {
        // …/tests/Joulemark.IntegrationTests/bin/<configuration>/<framework>/
        var own = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        return own.Parent!.Parent!.Parent!.Parent!.Parent!.FullName;
    }
}
