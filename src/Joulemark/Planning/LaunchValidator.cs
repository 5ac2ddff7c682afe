using System.Text.RegularExpressions;
using Joulemark.Diagnostics;
using Joulemark.Machines.Linux;
using Joulemark.Serving;

namespace Joulemark.Planning;

/// <summary>Rules for <c>server.launch</c> and <c>server.probe</c>.</summary>
internal static partial class LaunchValidator
{
    private static readonly string[] Kinds = ["auto", "openai", "tgi", "triton", "ollama", "kserve"];

    public static IEnumerable<Diagnostic> Check(ServerSpec server, ServerValidators.Problem error)
    {
        foreach (var word in server.Probe.Where(HasSecret))
            yield return Secret("server.probe", word, error);
        if (server.Launch is not { } launch)
            yield break;
        if (!Kinds.Contains(server.Kind, StringComparer.Ordinal))
            yield return error("JM1007", "server.kind", $"'server.launch' starts a server of its own, but kind {server.Kind} starts Joulemark's", $"Use one of: {string.Join(", ", Kinds)}.");
        if (launch is { Command: not null, Image: not null })
            yield return error("JM1007", At("image"), "'server.launch.command' and 'server.launch.image' are both given", "Keep command for a process, or image for a container.");
        if (launch is { Command: null, Image: null })
            yield return error("JM1005", "server.launch", "'server.launch' needs 'command' or 'image'", "For example: launch: { image: \"vllm/vllm-openai:v0.18.0\", arguments: [--model, NAME], gpus: all }");
        if (server.Url is { IsLoopback: false })
            yield return error("JM1007", "server.url", $"'server.url' is {server.Url.Host}, but 'server.launch' starts the server on this machine", "Remove server.url, or use http://127.0.0.1:PORT.");
        if (server.Model is null && (launch.Command ?? []).Concat(launch.Arguments).Any(w => w.Contains("{model}", StringComparison.Ordinal)))
            yield return error("JM1005", "server.model", "'server.model' is missing: 'server.launch' fills {model} in with it", "Add server.model.");
        foreach (var name in launch is { Image: null, Command: not null } ? OfContainers(launch) : [])
            yield return error("JM1007", At(name), $"'{At(name)}' is for containers, and this server is a process", "Remove it, or use server.launch.image.");
        foreach (var problem in CheckValues(launch, error).Concat(CheckEnvironment(launch, error)).Concat(CheckSecrets(launch, error)))
            yield return problem;
    }

    /// <summary>Keys given that say something to a container's engine, and nothing to a process.</summary>
    private static IEnumerable<string> OfContainers(LaunchSpec launch) => new[]
    {
        ("volumes", launch.Volumes.Count > 0), ("memory", launch.Memory is not null), ("shm-size", launch.SharedMemory is not null), ("network", launch.HostNetwork),
        ("engine", launch.Engine != "auto"), ("pull", launch.Pull), ("options", launch.Options.Count > 0),
    }.Where(k => k.Item2).Select(k => k.Item1);

    private static string At(string name) => LaunchKeys.Prefix + name;

    private static IEnumerable<Diagnostic> CheckValues(LaunchSpec launch, ServerValidators.Problem error)
    {
        foreach (var (name, list) in new[] { ("cpus", launch.Cpus), ("memory-nodes", launch.MemoryNodes) })
        {
            if (list is not null && CpuList.Parse(list).Count == 0)
                yield return error("JM1004", At(name), $"'{At(name)}': '{list}' is no list of numbers", "Write it as the kernel does: 0-15,32-47.");
        }

        if (launch.Gpus is { } gpus && !GpuPattern().IsMatch(gpus))
            yield return error("JM1004", At("gpus"), $"'{At("gpus")}': '{gpus}' is neither all nor a list of boards", "Use all, or numbers or identities with commas between: 0,1.");
        foreach (var volume in launch.Volumes)
        {
            var host = volume.Split(':')[0];
            if (volume.Split(':') is not [{ Length: > 0 }, ['/', ..]] and not [{ Length: > 0 }, ['/', ..], { Length: > 0 }])
                yield return error("JM1004", At("volumes"), $"'{At("volumes")}': '{volume}' is not host:container", "For example: /models:/models:ro");
            else if (host.StartsWith('/') && !Path.Exists(host))
                yield return error("JM1007", At("volumes"), $"'{At("volumes")}': there is no '{host}' on this machine, and the engine would make an empty folder of it", "Correct the path, or make the folder.");
        }
    }

    private static IEnumerable<Diagnostic> CheckEnvironment(LaunchSpec launch, ServerValidators.Problem error)
    {
        foreach (var (name, value) in launch.Environment.Select(LaunchEnvironment.Parse))
        {
            if (!NamePattern().IsMatch(name))
                yield return error("JM1004", At("environment"), $"'{At("environment")}': '{name}' is no name of a variable", "Write NAME=value, or NAME.");
            else if (value is null && Environment.GetEnvironmentVariable(name) is null)
                yield return error("JM1007", At("environment"), $"'{At("environment")}' passes on {name}, which is not set", $"export {name}=…");
        }
    }

    private static IEnumerable<Diagnostic> CheckSecrets(LaunchSpec launch, ServerValidators.Problem error)
    {
        foreach (var entry in launch.Environment.Where(LaunchEnvironment.GivesSecret))
        {
            var name = LaunchEnvironment.Parse(entry).Name;
            yield return error("JM3040", At("environment"), $"'{At("environment")}' gives {name} a value that looks like a secret, and a spec is kept with its run", $"export {name}=…, and write {name} alone.");
        }

        foreach (var (name, words) in new[] { ("command", launch.Command ?? []), ("arguments", launch.Arguments), ("options", launch.Options) })
        {
            foreach (var word in words.Zip([.. words.Skip(1), ""], (word, next) => HasSecret(word) ? word : !HasSecret(next) && HasSecret($"{word} {next}") ? $"{word} …" : null).OfType<string>())
                yield return Secret(At(name), word, error);
        }
    }

    private static Diagnostic Secret(string key, string word, ServerValidators.Problem error) => error("JM3040", key,
        $"'{key}' holds what looks like a secret ({SecretPatterns.Redact(word)}), and a spec is kept with its run",
        "Put it into an environment variable that the server reads (e.g. VLLM_API_KEY, LLAMA_API_KEY, HF_TOKEN), and name that in server.launch.environment.");

    /// <summary>True for what looks like a secret; the name of an environment variable that a shell puts in is none.</summary>
    private static bool HasSecret(string text) => ReferencePattern().Replace(text, "<>") is var given && SecretPatterns.Redact(given) != given;

    [GeneratedRegex("""(?<=[=\s"'])((bearer|basic)\s+)?\$([A-Za-z_][A-Za-z0-9_]*|\{[A-Za-z_][A-Za-z0-9_]*\})(?=$|[\s"';|&)])""", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, 1000)]
    private static partial Regex ReferencePattern();

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]*$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NamePattern();

    [GeneratedRegex("^(all|[A-Za-z0-9:.-]+(,[A-Za-z0-9:.-]+)*)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex GpuPattern();
}
