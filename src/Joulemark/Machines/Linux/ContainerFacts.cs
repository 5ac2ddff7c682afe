using Joulemark.Serving;

namespace Joulemark.Machines.Linux;

/// <summary>The container that this process runs in, by the marks that engines leave.</summary>
internal static class ContainerFacts
{
    /// <summary>Which engine runs the container; <c>none</c> where there is none.</summary>
    public const string Engine = "container.engine";

    /// <summary>The engine where there is no container.</summary>
    public const string None = "none";

    private const string Image = "container.image";
    private const string ImageDigest = "container.image-digest";

    /// <summary>Names the image from outside: only who starts a container surely knows it, e.g. <c>registry/name@sha256:…</c>.</summary>
    public const string ImageVariable = "JOULEMARK_IMAGE";

    // As they stand in the paths of control groups.
    private static readonly (string Mark, string Engine)[] GroupMarks =
        [("libpod", "podman"), ("docker", "docker"), ("kubepods", "kubernetes"), ("cri-containerd", "containerd"), ("crio-", "cri-o"), ("/lxc", "lxc"), ("machine.slice/machine-", "systemd-nspawn")];

    public static void Capture(FactList facts, HostPaths paths, Func<string, string?> variable)
    {
        var podman = Path.Combine(paths.Root, "run/.containerenv");
        var docker = Path.Combine(paths.Root, ".dockerenv");
        var about = FactList.TryRead(podman, out _) is { } text ? Settings(text) : null;
        var inside = true;
        if (about is not null)
            facts.Add(Engine, about.GetValueOrDefault("engine") is { Length: > 0 } engine ? engine : "podman", podman);
        else if (File.Exists(docker))
            facts.Add(Engine, "docker", docker);
        else if (variable("KUBERNETES_SERVICE_HOST") is { Length: > 0 })
            facts.Add(Engine, "kubernetes", "environment KUBERNETES_SERVICE_HOST");
        else if (variable("container") is { Length: > 0 } named)
            facts.Add(Engine, SecretPatterns.Redact(named), "environment container");
        else
            inside = ByKernel(facts, paths);
        Images(facts, podman, about, inside, variable);
    }

    /// <summary>By control group and root file system. True when there is a container, or nobody knows.</summary>
    private static bool ByKernel(FactList facts, HostPaths paths)
    {
        var groups = Path.Combine(paths.Procfs, "self/cgroup");
        if (FactList.TryRead(groups, out _) is { } text && Array.Find(GroupMarks, m => text.Contains(m.Mark, StringComparison.Ordinal)) is { Engine: { } engine })
        {
            facts.Add(Engine, engine, groups);
            return true;
        }

        var mounts = Path.Combine(paths.Procfs, "self/mountinfo");
        if (FactList.TryRead(mounts, out var reason) is not { } table)
            facts.Unknown(Engine, mounts, $"no mark of an engine, and whether there is one cannot be seen: {reason}");
        else if (IsOverlay(table))
            facts.Unknown(Engine, mounts, "the root file system is an overlay, as a container's, and no mark names its engine");
        else
            facts.Add(Engine, None, mounts);
        return facts.All.First(f => f.Key == Engine).Value is null;
    }

    private static void Images(FactList facts, string podman, Dictionary<string, string>? about, bool inside, Func<string, string?> variable)
    {
        var (image, source) = about?.GetValueOrDefault("image") is { Length: > 0 } told ? (told, podman) : (variable(ImageVariable), $"environment {ImageVariable}");
        if (!string.IsNullOrEmpty(image))
        {
            image = SecretPatterns.Redact(image);
            facts.Add(Image, image, source);
            var at = image.IndexOf("@sha256:", StringComparison.Ordinal);
            if (at > 0)
                facts.Add(ImageDigest, image[(at + 1)..], source);
            else
                facts.Unknown(ImageDigest, source, "the image is named by a tag");
            return;
        }

        foreach (var key in (string[])[Image, ImageDigest])
        {
            if (!inside)
                facts.Add(key, "none", facts.All.First(f => f.Key == Engine).Source);
            else
                facts.Unknown(key, source, $"the engine does not tell a container its image; start it with -e {ImageVariable}=NAME@sha256:…");
        }
    }

    /// <summary>The first field of mountinfo after the dash is the type of the file system; the fifth is the place.</summary>
    private static bool IsOverlay(string table) => table.Split('\n').Select(l => l.Split(' '))
        .LastOrDefault(f => f.Length > 6 && f[4] == "/") is { } root && Array.IndexOf(root, "-") is > 0 and var dash && dash + 1 < root.Length && root[dash + 1] == "overlay";

    private static Dictionary<string, string> Settings(string text) => text.Split('\n').Select(l => l.Split('=', 2)).Where(l => l.Length == 2)
        .GroupBy(l => l[0], l => l[1].Trim().Trim('"'), StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal);
}
