using System.Diagnostics;
using Joulemark.IntegrationTests.Harness;
using Joulemark.Testing.Devices;
using Xunit;

namespace Joulemark.IntegrationTests.Usage;

/// <summary>What a shell completes once it has taken the script in.</summary>
public sealed class CompletionTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    [Theory]
    [InlineData("joulemark re", "recommend reference report")]
    [InlineData("joulemark report --js", "--json")]
    [InlineData("joulemark recommend --minimize c", "carbon cost")]
    [InlineData("joulemark export run --format ", "csv openmetrics parquet")]
    [InlineData("joulemark baseline ", "list set show")]
    [InlineData("joulemark report ", "")] // a folder is due: bash completes files by itself
    public async Task Bash_CompletesWhatMayComeNext(string line, string suggested)
    {
        Assert.SkipUnless(File.Exists("/bin/bash"), "needs bash");
        await InstallAsync();
        var script = $$"""
            set -e
            PATH={{_directory.Path}}:$PATH
            eval "$(joulemark completion bash)"
            complete -p joulemark >&2
            COMP_LINE="$1"; COMP_POINT=${#1}; COMP_WORDS=($1)
            if [[ "$1" == *' ' ]]; then COMP_WORDS+=(""); fi
            COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
            _joulemark || true
            echo "${COMPREPLY[*]}"
            """;
        await using var bash = CliProcess.StartCommand(["/bin/bash", "-c", script, "bash", line]);

        var result = (await bash.ExitAsync()).Expect(0);

        Assert.Equal(suggested, result.Output.Trim());
        Assert.Contains("-F _joulemark joulemark", result.Error, StringComparison.Ordinal);
    }

    /// <summary>A real zsh at a terminal of its own, into which the line is typed, and the tabulator.</summary>
    [Theory]
    [InlineData("joulemark recom", "joulemark recommend ")]
    [InlineData("cd / && joulemark recom", "cd / && joulemark recommend ")]
    [InlineData("X=1 joulemark recom", "X=1 joulemark recommend ")]
    [InlineData("joulemark report run && joulemark recommend --minimize ca", "joulemark report run && joulemark recommend --minimize carbon ")]
    public async Task Zsh_CompletesTheCommandThatTheCursorIsIn(string line, string completed)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/zsh"), "needs zsh");
        await InstallAsync();
        await File.WriteAllTextAsync(Path.Combine(_directory.Path, ".zshrc"), $$"""
            PATH={{_directory.Path}}:$PATH
            autoload -Uz compinit && compinit -u -D
            eval "$(joulemark completion zsh)"
            show() { print -r -- "<$BUFFER>" }
            zle -N show
            bindkey '^T' show
            PS1='ready'
            """, TestContext.Current.CancellationToken);
        var script = $$"""
            zmodload zsh/zpty
            export ZDOTDIR={{_directory.Path}} TERM=dumb
            zpty z 'stty cols 200; exec zsh -d -i'
            zpty -r z shown '*ready*'
            zpty -w -n z "$1"$'\t\x14'
            zpty -r z shown '*<*>*'
            print -r -- "$shown"
            zpty -d z
            """;
        await using var zsh = CliProcess.StartCommand(["/usr/bin/zsh", "-f", "-c", script, "zsh", line]);

        Assert.Contains($"<{completed}>", (await zsh.ExitAsync()).Expect(0).Output, StringComparison.Ordinal);
    }

    /// <summary>What a real PowerShell offers where <c>|</c> stands, or at the line's end.</summary>
    [Theory]
    [InlineData("joulemark re", "recommend reference report")]
    [InlineData("joulemark report --js", "--json")]
    [InlineData("joulemark export run --format ", "csv openmetrics parquet")]
    [InlineData("cd /; joulemark baseline ", "list set show")]
    [InlineData("joulemark recommend --minimize=en", "--minimize=energy --minimize=energy-per-correct")]
    [InlineData("echo a; joulemark sch|; echo and more", "schema")]
    public async Task Pwsh_CompletesTheCommandThatTheCursorIsIn(string line, string suggested)
    {
        var pwsh = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(p => Path.Combine(p, "pwsh")).FirstOrDefault(File.Exists);
        Assert.SkipUnless(pwsh is not null, "needs pwsh on the PATH (dotnet tool install powershell)");
        await InstallAsync();
        var script = $$"""
            $env:PATH = "{{_directory.Path}}:$env:PATH"
            joulemark completion pwsh | Out-String | Invoke-Expression
            $line = '{{line}}'
            $at = $line.IndexOf('|')
            if ($at -lt 0) { $at = $line.Length } else { $line = $line.Remove($at, 1) }
            [System.Management.Automation.CommandCompletion]::CompleteInput($line, $at, $null).CompletionMatches.CompletionText -join ' '
            """;
        await using var process = CliProcess.StartCommand([pwsh, "-NoProfile", "-NonInteractive", "-Command", script], new Dictionary<string, string> { ["HOME"] = _directory.Path, ["POWERSHELL_TELEMETRY_OPTOUT"] = "1" });

        Assert.Equal(suggested, (await process.ExitAsync()).Expect(0).Output.Trim());
    }

    [Theory]
    [InlineData("joulemark recommend --minimize=en", "energy\nenergy-per-correct")]
    [InlineData("joulemark sch and more", "schema")] // up to where the cursor stands
    public async Task Question_IsAnsweredAWordALine(string line, string words)
    {
        var position = line.Contains(" and", StringComparison.Ordinal) ? line.IndexOf(" and", StringComparison.Ordinal) : line.Length;
        var result = (await CliProcess.RunAsync([$"[suggest:{position}]", line])).Expect(0);
        Assert.Equal(words, result.Output.Trim());
        Assert.Equal("", result.Error);
    }

    [Theory]
    [InlineData("bash")]
    [InlineData("zsh")]
    [InlineData("fish")]
    public async Task Script_IsReadByItsShell(string shell)
    {
        Assert.SkipUnless(File.Exists($"/usr/bin/{shell}"), $"{shell} is not here");
        var file = Path.Combine(_directory.Path, shell);
        await File.WriteAllTextAsync(file, (await CliProcess.RunAsync(["completion", shell])).Expect(0).Output, TestContext.Current.CancellationToken);
        using var check = Process.Start(shell, ["-n", file]);
        await check.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, check.ExitCode);
    }

    [Fact]
    public async Task Shell_ThatIsNotKnown_IsSaid() => (await CliProcess.RunAsync(["completion", "cmd"])).Expect(2).Says("SHELL: 'cmd' is none of bash, zsh, fish, pwsh");

    [Fact]
    public async Task Help_IsNoFile() => (await CliProcess.RunAsync(["report", "/h"])).Expect(2).Says("JM4003", "/h"); // elsewhere it would be the help

    /// <summary>The tool as a program of its name.</summary>
    private async Task InstallAsync()
    {
        var program = Path.Combine(_directory.Path, "joulemark");
        await File.WriteAllTextAsync(program, $"#!/bin/sh\nexec {string.Join(' ', CliProcess.Command.Select(w => $"'{w}'"))} \"$@\"\n", TestContext.Current.CancellationToken);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
    }

    public void Dispose() => _directory.Dispose();
}
