using Joulemark.Serving.Launching;
using Joulemark.Testing.Devices;

namespace Joulemark.Tests.Serving.Launching;

/// <summary>A program that stands in for docker or podman: it writes down what it is told, and answers from files.</summary>
internal sealed class FakeContainerEngine : IDisposable
{
    private readonly TemporaryDirectory _folder = new();

    public FakeContainerEngine(string name = "docker")
    {
        Program = Path.Combine(_folder.Path, name);
        File.WriteAllText(Program, $"""
            #!/bin/sh
            echo "$@" >> "{_folder.Path}/told"
            test -f "{_folder.Path}/$1-$2" && cat "{_folder.Path}/$1-$2" && exit 0
            echo "Error: no such thing: $*" >&2
            exit 125
            """);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(Program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Engine = new ContainerEngine(Program, "1.0");
    }

    public string Program { get; }

    public ContainerEngine Engine { get; }

    /// <summary>What it was told, a line a call.</summary>
    public string[] Told => File.ReadAllLines(Path.Combine(_folder.Path, "told"));

    /// <summary>What it answers to a command of two words.</summary>
    public void Answer(string command, string text) => File.WriteAllText(Path.Combine(_folder.Path, command.Replace(' ', '-')), text);

    public void Dispose() => _folder.Dispose();
}
