namespace Joulemark.Serving.Launching;

/// <summary>Name of a container image, in its parts.</summary>
/// <param name="Repository">Registry and name.</param>
/// <param name="Tag">Tag; null for none.</param>
/// <param name="Digest"><c>sha256:…</c>; null for none.</param>
internal sealed record ImageReference(string Repository, string? Tag, string? Digest)
{
    /// <summary>True where the name may mean another image tomorrow without anybody having said so.</summary>
    public bool IsLatest => Digest is null && Tag is null or "latest";

    /// <summary>The name with its digest alone: podman takes no tag beside it.</summary>
    public string Pinned => $"{Repository}@{Digest}";

    public static ImageReference Parse(string image)
    {
        var at = image.IndexOf('@', StringComparison.Ordinal);
        var (name, digest) = at < 0 ? (image, null) : (image[..at], image[(at + 1)..]);
        var colon = name.LastIndexOf(':');
        return colon > name.LastIndexOf('/') ? new ImageReference(name[..colon], name[(colon + 1)..], digest) : new ImageReference(name, null, digest); // a registry's port is no tag
    }
}
