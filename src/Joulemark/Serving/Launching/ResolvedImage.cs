namespace Joulemark.Serving.Launching;

/// <summary>An image that is on this machine.</summary>
/// <param name="Run">How to name it so that nothing else can be meant.</param>
/// <param name="Digest">Its digest in the registry; of an image that was built here, its own.</param>
/// <param name="CanBeWritten">True where <paramref name="Run"/> can stand in a spec: a name with a registry's digest.</param>
internal sealed record ResolvedImage(string Run, string Digest, bool CanBeWritten);
