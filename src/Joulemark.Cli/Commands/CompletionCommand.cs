using Joulemark.Cli.Rendering;
using System.CommandLine;
using System.Reflection;

namespace Joulemark.Cli.Commands;

/// <summary><c>joulemark completion SHELL</c>: the script that makes a shell complete what is typed. It asks this program what may come next.</summary>
internal static class CompletionCommand
{
    private static readonly string[] Shells = ["bash", "zsh", "fish", "pwsh"];

    public static Command Create()
    {
        var shell = new Argument<string>("SHELL") { Description = $"One of {string.Join(", ", Shells)}. In bash: eval \"$(joulemark completion bash)\", also in ~/.bashrc." };
        shell.CompletionSources.Add(Shells);
        shell.Validators.Add(r =>
        {
            foreach (var token in r.Tokens.Where(t => !Shells.Contains(t.Value, StringComparer.Ordinal)))
                r.AddError($"SHELL: '{token.Value}' is none of {string.Join(", ", Shells)}");
        });
        var command = new Command("completion", "Print the script that completes commands, options and their values in a shell; it is for the shell alone.") { shell };
        command.SetAction((parsed, _) => PrintAsync(parsed.GetValue(shell)!));
        return command;
    }

    private static async Task<int> PrintAsync(string shell)
    {
        await using var script = Assembly.GetExecutingAssembly().GetManifestResourceStream($"completion.{shell}")!;
        using var text = new MemoryStream();
        await script.CopyToAsync(text);
        await StandardOutput.WriteAsync(text.GetBuffer().AsMemory(0, (int)text.Length));
        return 0;
    }
}
