using Joulemark.Diagnostics;

namespace Joulemark.Machines.Linux;

/// <summary>
/// Where the memory of a process that we start is: bound from its first page by numactl, which then becomes the process.
/// Binding the starting thread instead would bind threads of our own that happen to be started meanwhile.
/// </summary>
/// <param name="MemoryNodes">NUMA nodes that its memory comes from, and from no other; empty for any.</param>
internal sealed record ProcessPlacement(IReadOnlyList<int> MemoryNodes)
{
    private const string Tool = "numactl";

    /// <summary>Anywhere.</summary>
    public static readonly ProcessPlacement None = new([]);

    /// <summary>The command that starts another in this place.</summary>
    /// <exception cref="JoulemarkException">Exit code 3: numactl is not there.</exception>
    public IReadOnlyList<string> Place(IReadOnlyList<string> command)
    {
        if (MemoryNodes.Count == 0)
            return command;
        if (!(Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(p => File.Exists(Path.Combine(p, Tool))))
        {
            throw new JoulemarkException(ExitCode.Invalid, new Diagnostic("JM6027", DiagnosticSeverity.Error,
                $"controls.cpu.affinity.memory cannot be set: {Tool} is not installed", $"apt install {Tool}, or the like."));
        }

        return [Tool, $"--membind={CpuList.Format(MemoryNodes)}", "--", .. command];
    }
}
